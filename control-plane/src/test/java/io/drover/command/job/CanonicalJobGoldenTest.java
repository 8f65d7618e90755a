package io.drover.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import io.drover.contract.api.Job;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was read back after a registration is what the canonicalizer makes of the request. */
class CanonicalJobGoldenTest {

  static Stream<String> registrations() {
    List<String> names = Golden.names("jobs");
    return names.stream()
        .filter(name -> name.contains("-register-"))
        .filter(name -> Golden.read("jobs", name).at("/response/status").asInt() == 200);
  }

  private static JsonNode readBack(String register) {
    String suffix = register.replaceFirst("^[0-9]+-register-", "-read-");
    String read =
        Golden.names("jobs").stream()
            .filter(name -> name.endsWith(suffix))
            .findFirst()
            .orElseThrow();
    return Golden.document(Golden.read("jobs", read).at("/response/body"));
  }

  @ParameterizedTest
  @MethodSource("registrations")
  void readsBackAsRecorded(String register) throws Exception {
    Job asked = Golden.registration(Golden.read("jobs", register)).job();
    JobSpec spec = JobCanonicalizer.canonicalize(asked, "global", "default");
    JsonNode ours = Json.MAPPER.readTree(JobDocument.bytes(spec));
    // The ids of scaling policies were random; ours follow from what they are for.
    assertThat(differences("", readBack(register), ours))
        .allMatch(difference -> difference.contains("/Scaling/ID: "));
    assertThat(JobValidator.validate(asked, spec, ClusterFacts.standard()).errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("registrations")
  void canonicalizingTwiceChangesNothing(String register) throws Exception {
    Job asked = Golden.registration(Golden.read("jobs", register)).job();
    JobSpec spec = JobCanonicalizer.canonicalize(asked, "global", "default");
    Job again = Json.MAPPER.readValue(JobDocument.bytes(spec), Job.class);
    assertThat(JobCanonicalizer.canonicalize(again, "global", "default")).isEqualTo(spec);
  }

  @ParameterizedTest
  @MethodSource("registrations")
  void aDocumentReadsBackEqual(String register) {
    Job asked = Golden.registration(Golden.read("jobs", register)).job();
    JobDocument document =
        JobDocument.of(JobCanonicalizer.canonicalize(asked, "global", "default"));
    JobSpec back = JobDocument.parse(document.digest(), document.bytes());
    assertThat(JobDocument.of(back).digest()).isEqualTo(document.digest());
  }

  private static List<String> differences(String at, JsonNode expected, JsonNode actual) {
    List<String> found = new ArrayList<>();
    if (expected.isObject() && actual.isObject()) {
      expected
          .fieldNames()
          .forEachRemaining(
              name ->
                  found.addAll(
                      actual.has(name)
                          ? differences(at + "/" + name, expected.get(name), actual.get(name))
                          : List.of(at + "/" + name + " is missing")));
      actual
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!expected.has(name)) {
                  found.add(at + "/" + name + " is too much");
                }
              });
    } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        found.addAll(differences(at + "/" + i, expected.get(i), actual.get(i)));
      }
    } else if (!number(expected).equals(number(actual))) {
      found.add(at + ": expected " + expected + ", was " + actual);
    }
    return found;
  }

  /** The recording writes whole numbers of free-form values with a fraction. */
  private static JsonNode number(JsonNode node) {
    return node.isNumber() ? DoubleNode.valueOf(node.doubleValue()) : node;
  }
}
