package io.drover.command.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.contract.api.Job;
import io.drover.contract.api.JobRegisterRequest;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.BodyReader;
import io.drover.contract.model.JobSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that nobody means well with. */
@Timeout(60)
class HostileJobTest {

  private static Job job(String members) {
    String body = "{\"Job\":{\"ID\":\"x\"," + members + "}}";
    return new BodyReader(BodyReader.BYTES_MAX_DEFAULT)
        .read(body.getBytes(StandardCharsets.UTF_8), JobRegisterRequest.class)
        .job();
  }

  private static JobVerdict verdict(Job job) {
    JobSpec spec = JobCanonicalizer.canonicalize(job, "global", "default");
    return JobValidator.validate(job, spec, ClusterFacts.standard());
  }

  private static String group(String members) {
    return "\"TaskGroups\":[{\"Name\":\"g\","
        + members
        + "\"Tasks\":[{\"Name\":\"t\",\"Driver\":\"d\"}]}]";
  }

  @Test
  void nothingButNullsIsRefusedByName() {
    JobVerdict verdict =
        verdict(
            job(
                "\"Datacenters\":[null],\"Constraints\":[null],\"Affinities\":[null],"
                    + "\"Spreads\":[null],\"TaskGroups\":[null,{\"Tasks\":[null]}]"));
    assertThat(verdict.errorText())
        .contains("Job datacenter must be non-empty string")
        .contains("Constraint 1 validation failed")
        .contains("Affinity 1 validation failed")
        .contains("Spread 1 validation failed")
        .contains("Job task group 1 missing name")
        .contains("Job task group 2 missing name")
        .contains("Task 1 missing name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Service", "SERVICE", "", "core", "service ", "sërvice"})
  void aTypeThatDoesNotExistIsRefused(String type) {
    assertThat(verdict(job("\"Type\":\"" + type + "\"," + group(""))).errors())
        .anySatisfy(error -> assertThat(error).matches("Invalid job type: .*|Missing job type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "exponential", "fibonacci"})
  void manyAttemptsAreCountedAtOnce(String function) {
    String policy =
        "\"ReschedulePolicy\":{\"Attempts\":2147483647,\"Interval\":9223372036854775807,"
            + "\"Delay\":5000000000,\"MaxDelay\":9223372036854775807,\"Unlimited\":false,"
            + "\"DelayFunction\":\""
            + function
            + "\"},";
    verdict(job(group(policy)));
    String impossible =
        policy.replace("\"Interval\":9223372036854775807", "\"Interval\":60000000000");
    assertThat(verdict(job(group(impossible))).errorText())
        .contains("to accommodate 2147483647 attempts");
  }

  @Test
  void aRestartPolicyBeyondAllTimesIsRefused() {
    String policy =
        "\"RestartPolicy\":{\"Attempts\":2147483647,\"Delay\":9223372036854775807,"
            + "\"Interval\":60000000000},";
    assertThat(verdict(job(group(policy))).errorText())
        .contains("Nomad can't restart the TaskGroup 2147483647 times");
  }

  @Test
  void manyMetaKeysAreComparedInTime() {
    List<String> keys = IntStream.range(0, 200_000).mapToObj(i -> "k" + i).toList();
    List<String> others = IntStream.range(0, 200_000).mapToObj(i -> "o" + i).toList();
    Job job =
        io.drover.contract.api.JobBuilder.builder()
            .id("x")
            .type("batch")
            .parameterizedJob(
                new io.drover.contract.api.ParameterizedJobConfig("optional", keys, others))
            .build();
    assertThat(verdict(job).errors()).containsExactly("Missing job task groups");
  }

  @Test
  void manyGroupsAreCheckedInTime() {
    String many = String.join(",", Collections.nCopies(5_000, "{\"Name\":\"g\",\"Count\":-1}"));
    assertThat(verdict(job("\"TaskGroups\":[" + many + "]")).errors()).hasSize(9_999);
  }

  @Test
  void textIsShownWithItsControlCharactersEscaped() {
    assertThat(verdict(job("\"Type\":\"a\\u001b\\n\\\"\"," + group(""))).errors())
        .containsExactly("Invalid job type: \"a\\x1b\\n\\\"\"");
  }

  @Test
  void anOutsideRangeNumberIsNoPartOfADocument() {
    Map<String, Object> config = Map.of("n", Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> FreeForm.canonical(config))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wholeNumbersAreTheSameJobHoweverTheyAreWritten() {
    Job fraction = job(group("").replace("\"d\"", "\"d\",\"Config\":{\"a\":{\"n\":3.0}}"));
    Job whole = job(group("").replace("\"d\"", "\"d\",\"Config\":{\"a\":{\"n\":3}}"));
    assertThat(JobDocument.of(JobCanonicalizer.canonicalize(fraction, "r", "n")).digest())
        .isEqualTo(JobDocument.of(JobCanonicalizer.canonicalize(whole, "r", "n")).digest());
  }

  @Test
  void aDamagedDocumentIsRefused() {
    JobDocument document =
        JobDocument.of(JobCanonicalizer.canonicalize(job(group("")), "global", "default"));
    byte[] damaged = document.bytes().clone();
    damaged[damaged.length / 2] ^= 1;
    assertThatThrownBy(() -> JobDocument.parse(document.digest(), damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged");
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JobDocument.parse(Digest.of(garbage), garbage))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a job document");
  }

  @Test
  void tokensAreNeverStored() {
    Job job = job("\"VaultToken\":\"s3cret\",\"ConsulToken\":\"s3cret\"," + group(""));
    byte[] bytes = JobDocument.bytes(JobCanonicalizer.canonicalize(job, "global", "default"));
    assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("s3cret");
  }

  @Test
  void aSumOfLongestDurationsDoesNotOverflow() {
    Duration longest = Durations.times(Duration.ofNanos(Long.MAX_VALUE), Long.MAX_VALUE);
    assertThat(longest.plus(longest)).isPositive();
  }
}
