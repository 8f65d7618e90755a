package io.drover.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.api.Job;
import io.drover.contract.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GroupCountTest {

  private static JobVerdict judge(int count) throws IOException {
    Job job =
        Json.MAPPER.readValue(
            """
            {"ID": "j", "TaskGroups": [{"Name": "g", "Count": %d, "Tasks": [
              {"Name": "t", "Driver": "mock_driver"}]}]}
            """
                .formatted(count),
            Job.class);
    return JobValidator.validate(
        job, JobCanonicalizer.canonicalize(job, "global", "default"), ClusterFacts.standard());
  }

  @Test
  void theLargestCountIsAccepted() throws IOException {
    assertThat(judge(GroupRules.COUNT_MAX).accepted()).isTrue();
  }

  @Test
  void aLargerCountIsRefusedByNameOfTheLimit() throws IOException {
    assertThat(judge(GroupRules.COUNT_MAX + 1).errorText())
        .contains("Task group count must not be greater than 100000; got 100001");
  }
}
