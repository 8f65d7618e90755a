package io.drover.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.api.Job;
import io.drover.contract.model.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdicts of the recorded validations, texts and order included. */
class JobValidatorGoldenTest {

  /** Cases that are not yet as recorded. A case that passes has to leave this list. */
  private static final Set<String> KNOWN_FAILING = Set.of();

  /** There the recorded server closed the connection; we refuse with a text. */
  private static final String NO_ANSWER = "252-mount-no-destination";

  static Stream<String> cases() {
    return Golden.names("validate").stream()
        .filter(name -> !name.equals(NO_ANSWER))
        .filter(name -> Golden.read("validate", name).at("/response/body/Error").isTextual());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatWasRecorded(String name) {
    JsonNode golden = Golden.read("validate", name);
    String expected =
        golden.at("/response/body/Error").asText()
            + "|"
            + golden.at("/response/body/Warnings").asText();
    JobVerdict verdict = verdict(name, golden);
    String actual = verdict.errorText() + "|" + verdict.warningText();
    List<String> each = new ArrayList<>();
    golden.at("/response/body/ValidationErrors").forEach(error -> each.add(error.asText()));
    if (KNOWN_FAILING.contains(name)) {
      assertThat(actual).as("passes now: take it off the list").isNotEqualTo(expected);
    } else {
      assertThat(actual).isEqualTo(expected);
      assertThat(verdict.errors()).isEqualTo(each);
    }
  }

  @Test
  void knownFailuresAreCases() {
    assertThat(cases()).containsAll(KNOWN_FAILING);
  }

  @Test
  void aMountWithoutDestinationIsRefusedWithAText() {
    JobVerdict verdict = verdict(NO_ANSWER, Golden.read("validate", NO_ANSWER));
    assertThat(verdict.errorText()).contains("Volume Mount (0) has no destination");
  }

  private static JobVerdict verdict(String name, JsonNode golden) {
    Job asked = Golden.registration(golden).job();
    String namespace = asked.namespace() == null ? "default" : asked.namespace();
    JobSpec spec = JobCanonicalizer.canonicalize(asked, "global", namespace);
    ClusterFacts standard = ClusterFacts.standard();
    ClusterFacts facts =
        new ClusterFacts(
            !name.equals("263-namespace-unknown"),
            !name.equals("262-pool-unknown"),
            Set.of(),
            Set.of(),
            false,
            false,
            standard.priorityMax());
    return JobValidator.validate(asked, spec, facts);
  }
}
