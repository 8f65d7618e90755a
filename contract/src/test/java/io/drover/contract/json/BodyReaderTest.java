package io.drover.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.contract.api.JobRegisterRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyReaderTest {

  private final BodyReader reader = new BodyReader(BodyReader.BYTES_MAX_DEFAULT);

  private JobRegisterRequest read(String body) {
    return reader.read(body.getBytes(StandardCharsets.UTF_8), JobRegisterRequest.class);
  }

  private static String task(String members) {
    return "{\"Job\":{\"ID\":\"x\",\"TaskGroups\":[{\"Name\":\"g\",\"Tasks\":[{"
        + members
        + "}]}]}}";
  }

  @Test
  void namesMatchInAnyCaseAndUnknownOnesAreIgnored() {
    JobRegisterRequest request =
        read("{\"job\":{\"id\":\"a\",\"PRIORITY\":7,\"Bogus\":{\"x\":[1]}},\"enforceindex\":true}");
    assertThat(request.job().id()).isEqualTo("a");
    assertThat(request.job().priority()).isEqualTo(7);
    assertThat(request.job().name()).isNull();
    assertThat(request.enforceIndex()).isTrue();
  }

  @Test
  void durationsAreNanoseconds() {
    JobRegisterRequest request = read(task("\"KillTimeout\":1500000000"));
    assertThat(request.job().taskGroups().getFirst().tasks().getFirst().killTimeout())
        .isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void textAfterTheFirstValueIsIgnored() {
    assertThat(read("{\"Job\":{\"ID\":\"x\"}} tail").job().id()).isEqualTo("x");
  }

  @Test
  void nullIsNothingSet() {
    assertThat(read("null").job()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]|json: cannot unmarshal array into Go value of type api.JobRegisterRequest",
        "7|json: cannot unmarshal number into Go value of type api.JobRegisterRequest",
        "{\"Job\":\"x\"}|json: cannot unmarshal string into Go struct field JobRegisterRequest.Job"
            + " of type api.Job",
        "{\"Job\":{\"ID\":5}}|json: cannot unmarshal number into Go struct field Job.Job.ID of type"
            + " string",
        "{\"Job\":{\"ID\":true}}|json: cannot unmarshal bool into Go struct field Job.Job.ID of"
            + " type string",
        "{\"Job\":{\"ID\":{}}}|json: cannot unmarshal object into Go struct field Job.Job.ID of"
            + " type string",
        "{\"Job\":{\"AllAtOnce\":1}}|json: cannot unmarshal number into Go struct field"
            + " Job.Job.AllAtOnce of type bool",
        "{\"Job\":{\"AllAtOnce\":\"true\"}}|json: cannot unmarshal string into Go struct field"
            + " Job.Job.AllAtOnce of type bool",
        "{\"Job\":{\"Priority\":1.5}}|json: cannot unmarshal number 1.5 into Go struct field"
            + " Job.Job.Priority of type int",
        "{\"Job\":{\"Priority\":99999999999999999999}}|json: cannot unmarshal number"
            + " 99999999999999999999 into Go struct field Job.Job.Priority of type int",
        "{\"Job\":{\"Meta\":{\"a\":1}}}|json: cannot unmarshal number into Go struct field"
            + " Job.Job.Meta of type string",
        "{\"Job\":{\"Datacenters\":\"dc1\"}}|json: cannot unmarshal string into Go struct field"
            + " Job.Job.Datacenters of type []string",
        "{\"Job\":{\"Datacenters\":[1]}}|json: cannot unmarshal number into Go struct field"
            + " Job.Job.Datacenters of type string",
        "{\"Job\":{\"TaskGroups\":{}}}|json: cannot unmarshal object into Go struct field"
            + " Job.Job.TaskGroups of type []*api.TaskGroup",
        "{\"Job\":{\"TaskGroups\":[{\"Consul\":\"\"}]}}|json: cannot unmarshal string into Go"
            + " struct field TaskGroup.Job.TaskGroups.Consul of type api.Consul",
        "{\"Job\":{\"TaskGroups\":[{\"Count\":\"1\"}]}}|json: cannot unmarshal string into Go"
            + " struct field TaskGroup.Job.TaskGroups.Count of type int",
        "{\"Job\":{\"Affinities\":[{\"Weight\":\"1\"}]}}|json: cannot unmarshal string into Go"
            + " struct field Affinity.Job.Affinities.Weight of type int8",
        "{\"Job\":{\"Multiregion\":[]}}|json: cannot unmarshal array into Go struct field"
            + " Job.Job.Multiregion of type map[string]interface {}",
        "{\"Job\":{\"Payload\":\"%%%\"}}|illegal base64 data at input byte 0",
        "{\"Job\":{\"Payload\":7}}|json: cannot unmarshal number into Go struct field"
            + " Job.Job.Payload of type []uint8",
      })
  void wrongTypesAreNamed(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isExactlyInstanceOf(BodyException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"5s\"|string",
        "1.5|number 1.5",
        "1e3|number 1e3",
        "99999999999999999999|number 99999999999999999999"
      })
  void aDurationIsAWholeNumber(String value, String what) {
    assertThatThrownBy(() -> read(task("\"KillTimeout\":" + value)))
        .isExactlyInstanceOf(BodyException.class)
        .hasMessage(
            "json: cannot unmarshal "
                + what
                + " into Go struct field Task.Job.TaskGroups.Tasks.KillTimeout of type"
                + " time.Duration");
  }

  @Test
  void aNumberBeyondEveryDoubleIsRefused() {
    assertThatThrownBy(() -> read(task("\"Config\":{\"a\":[1e999]}")))
        .hasMessage(
            "json: cannot unmarshal number 1e999 into Go struct field"
                + " Task.Job.TaskGroups.Tasks.Config of type float64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{|unexpected EOF|1|2",
        "  |EOF|1|1",
        "garbage|invalid character 'g' looking for beginning of value|1|1",
        "{'a':1}|invalid character '\\'' looking for beginning of object key string|1|2",
        "{\"a\" 1}|invalid character '1' after object key|1|6",
        "{\"a\":1 \"b\"}|invalid character '\"' after object key:value pair|1|8",
        "{\"a\":[1 2]}|invalid character '2' after array element|1|9",
        "{\"a\":tru}|invalid character '}' in literal true (expecting 'e')|1|9",
        "{\"a\":01}|invalid character '1' after object key:value pair|1|7",
        "{\"a\":-}|invalid character '}' in numeric literal|1|7",
        "{\"a\":1.}|invalid character '}' after decimal point in numeric literal|1|8",
        "{\"a\":1e}|invalid character '}' in exponent of numeric literal|1|8",
        "{\"a\":\"\\x\"}|invalid character 'x' in string escape code|1|8",
        "{\"a\":\"\\u00g0\"}|invalid character 'g' in \\u hexadecimal character escape|1|11",
        "{\"a\":1,}|invalid character '}' looking for beginning of object key string|1|8",
        "{\"Job\":{\"ID\":5},|unexpected EOF|1|17",
        "NaN|invalid character 'N' looking for beginning of value|1|1",
      })
  void faultsOfTheSyntaxAreToldInGoWords(String body, String message, int line, int column) {
    String given = body == null || body.isEmpty() ? "  " : body;
    MalformedBodyException e =
        catchThrowableOfType(MalformedBodyException.class, () -> read(given));
    assertThat(e).hasMessage(message);
    assertThat(e.line()).isEqualTo(line);
    assertThat(e.column()).isEqualTo(given.isBlank() ? 3 : column);
  }

  @Test
  void linesAreCounted() {
    MalformedBodyException e =
        catchThrowableOfType(
            MalformedBodyException.class, () -> read("{\n  \"Job\": {\n    \"ID\" = 1}}"));
    assertThat(e.line()).isEqualTo(3);
    assertThat(e.column()).isEqualTo(10);
    assertThat(e).hasMessage("invalid character '=' after object key");
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertThatThrownBy(() -> read("")).hasMessage("Request body is empty");
  }

  @Test
  void depthIsLimited() {
    String deep = "[".repeat(BodyReader.DEPTH_MAX) + "]".repeat(BodyReader.DEPTH_MAX);
    BodyTooLargeException e =
        catchThrowableOfType(BodyTooLargeException.class, () -> read("{\"Unknown\":" + deep + "}"));
    assertThat(e).hasMessage("request body is nested deeper than 100 levels");
    assertThat(e.limit()).isEqualTo(100);
    assertThatThrownBy(() -> read("{\"a\":".repeat(1_000_000)))
        .isInstanceOf(BodyTooLargeException.class);
  }

  @Test
  void depthWithinTheLimitIsRead() {
    String deep = "[".repeat(BodyReader.DEPTH_MAX - 1) + "]".repeat(BodyReader.DEPTH_MAX - 1);
    assertThat(read("{\"Unknown\":" + deep + ",\"EvalPriority\":3}").evalPriority()).isEqualTo(3);
  }

  @Test
  void bytesAreLimited() throws IOException {
    BodyReader small = new BodyReader(16);
    byte[] fits = "{\"Namespace\":\"\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(small.read(new ByteArrayInputStream(fits), JobRegisterRequest.class).namespace())
        .isEmpty();
    byte[] large = "{\"Namespace\":\"abcdef\"}".getBytes(StandardCharsets.UTF_8);
    BodyTooLargeException known =
        catchThrowableOfType(
            BodyTooLargeException.class, () -> small.read(large, JobRegisterRequest.class));
    assertThat(known).hasMessage("request body is larger than 16 bytes");
    assertThat(known.size()).isEqualTo(large.length);
    assertThatThrownBy(() -> small.read(new ByteArrayInputStream(large), JobRegisterRequest.class))
        .isInstanceOf(BodyTooLargeException.class);
  }

  @Test
  void aNumberOfManyDigitsIsRefused() {
    assertThatThrownBy(() -> read(task("\"Config\":{\"a\":" + "9".repeat(100_000) + "}")))
        .isInstanceOf(BodyException.class);
  }

  @Test
  void halfASurrogatePairIsReplaced() {
    JobRegisterRequest request =
        read("{\"Job\":{\"ID\":\"a\\ud800b\",\"Meta\":{\"\\udc00\":\"\\ud83d\\ude00\"}}}");
    assertThat(request.job().id()).isEqualTo("a\uFFFDb");
    assertThat(request.job().meta()).containsEntry("\uFFFD", "\uD83D\uDE00");
  }

  @Test
  void bytesThatAreNoUtf8AreReplaced() {
    byte[] body = "{\"Namespace\":\"a?\"}".getBytes(StandardCharsets.UTF_8);
    body[body.length - 3] = (byte) 0xff;
    assertThat(reader.read(body, JobRegisterRequest.class).namespace()).isEqualTo("a\uFFFD");
  }

  @Property
  void everyTextIsReadOrRefusedWithAMessage(@ForAll String text) {
    try {
      read("{\"Job\":" + text);
    } catch (BodyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property
  void everyBytesAreReadOrRefusedWithAMessage(@ForAll byte[] body) {
    try {
      reader.read(body, JobRegisterRequest.class);
    } catch (BodyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
