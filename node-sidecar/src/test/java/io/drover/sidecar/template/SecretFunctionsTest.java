package io.drover.sidecar.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.sidecar.template.TemplateSource.Answer;
import io.drover.sidecar.template.TemplateSource.Subscription;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFunctionsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANSWER =
      "{'request_id':'r1','lease_id':'l1','lease_duration':60,'renewable':true,'warnings':['w'],"
          + "'data':{'k':'v é','n':12,'f':1.5,'b':true,'none':null,"
          + "'data':{'in':'side'},'list':['x','y']}}";

  /** Knows one secret, and what is below one path. */
  private static final class Known implements SecretSource {

    @Override
    public String refusal() {
      return "";
    }

    @Override
    public Answer<JsonNode> read(String path) {
      return path.equals("kv/a") ? found(ANSWER) : new Answer.Unknown<>();
    }

    @Override
    public Answer<JsonNode> write(String path, Map<String, String> values) {
      return path.equals("pki/issue/r")
          ? found("{'data':{'k':'" + values.get("common_name") + values.get("ttl") + "'}}")
          : new Answer.Unknown<>();
    }

    @Override
    public Answer<JsonNode> list(String path) {
      return path.equals("kv") ? found("{'data':{'keys':['a','b/']}}") : new Answer.Unknown<>();
    }

    private static Answer<JsonNode> found(String json) {
      try {
        return new Answer.Found<>(JSON.readTree(json.replace('\'', '"')));
      } catch (IOException wrong) {
        throw new AssertionError(wrong);
      }
    }

    @Override
    public Subscription onChange(Runnable changed) {
      return () -> {};
    }
  }

  private record Inputs(SecretSource secrets) implements TemplateInputs {

    @Override
    public @Nullable String environment(String name) {
      return null;
    }

    @Override
    public byte[] file(String path) throws IOException {
      throw new IOException("no files");
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public String namespace() {
      return "default";
    }

    @Override
    public String region() {
      return "global";
    }

    @Override
    public TemplateSource source() {
      return new UnwiredSource();
    }
  }

  private static RenderedTemplate render(String text, SecretSource source) throws TemplateError {
    return CompiledTemplate.parse("", text.getBytes(UTF_8), "", "")
        .render(new Inputs(source), false, TemplateLimits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      textBlock =
          """
          {{with secret "kv/a"}}{{.Data.k}}{{end}} ~ v é
          {{with secret "/kv/a/"}}{{.Data.data.in}} {{.Data.n}} {{.Data.f}} {{.Data.b}}{{end}} ~ side 12 1.5 true
          {{(secret "kv/a").Data.k | toUpper}} ~ V É
          {{with secret "kv/a"}}{{.LeaseID}} {{.LeaseDuration}} {{.Renewable}} {{.RequestID}} {{.Warnings}}{{end}} ~ l1 60 true r1 [w]
          {{with secret "kv/a"}}{{range .Data.list}}<{{.}}>{{end}}{{end}} ~ <x><y>
          {{with secret "kv/a"}}{{range $k, $v := .Data.data}}{{$k}}={{$v}}{{end}}{{end}} ~ in=side
          {{with secret "kv/a"}}{{.Data.data | toJSON}}{{end}} ~ {"in":"side"}
          {{with secret "pki/issue/r" "common_name=x" "ttl=1h"}}{{.Data.k}}{{end}} ~ x1h
          {{range secrets "kv"}}{{.}};{{end}} ~ a;b/;
          """)
  void gives(String template, String output) throws TemplateError {
    RenderedTemplate rendered = render(template, new Known());
    assertThat(rendered.missing()).isEmpty();
    assertThat(new String(rendered.content(), UTF_8)).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      textBlock =
          """
          {{with secret "kv/none"}}{{.Data.k}}{{end}} ~ vault.read(kv/none)
          {{(secret "kv/none").Data.k}} ~ vault.read(kv/none)
          {{secret "pki/none" "a=b"}} ~ vault.write(pki/none)
          {{secrets "none"}} ~ vault.list(none)
          """)
  void waitsForWhatIsNotThere(String template, String missing) throws TemplateError {
    assertThat(render(template, new Known()).missing()).containsExactly(missing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      textBlock =
          """
          {{secret "kv/a" "novalue"}} ~ secret: not a k=v pair "novalue"
          {{secret ""}} ~ vault.secret: invalid format: ""
          {{pkiCert "x"}} ~ function "pkiCert" is not supported
          """)
  void refuses(String template, String message) {
    assertThatThrownBy(() -> render(template, new Known()))
        .isInstanceOf(TemplateError.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTaskWithoutVaultIsTold() {
    assertThatThrownBy(() -> render("{{secret \"kv/a\"}}", SecretSource.none("no vault here")))
        .hasMessageContaining("no vault here");
  }
}
