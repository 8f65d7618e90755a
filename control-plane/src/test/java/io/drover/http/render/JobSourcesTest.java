package io.drover.http.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.api.JobSubmission;
import io.drover.contract.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which texts are kept, and what is said of those that are not. */
final class JobSourcesTest {

  @ParameterizedTest
  @CsvSource({
    "7, 7 B",
    "512, 512 B",
    "1000, 1.0 kB",
    "1024, 1.0 kB",
    "12345, 12 kB",
    "999949, 1000 kB",
    "1000000, 1.0 MB",
    "1260000, 1.3 MB",
    "25000000, 25 MB",
    "3000000000, 3.0 GB"
  })
  void sizesAreShownAsPeopleReadThem(long bytes, String shown) {
    assertThat(JobSources.human(bytes)).isEqualTo(shown);
  }

  @Test
  void textVariablesAndFlagsCountTogether() throws Exception {
    JobSubmission submission =
        Json.MAPPER.readValue(
            """
            {"Source": "12345", "Variables": "123", "VariableFlags": {"a": "1"}}
            """,
            JobSubmission.class);

    assertThat(JobSources.take(submission, 10).warning()).isEmpty();
    assertThat(JobSources.take(submission, 9).digest()).isNull();
    assertThat(JobSources.take(submission, 9).warning())
        .isEqualTo("job source size of 10 B exceeds maximum of 9 B and will be discarded");
  }
}
