package io.drover.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.api.Job;
import io.drover.contract.api.JobRegisterRequest;
import io.drover.contract.json.BodyReader;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import java.io.IOException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every job that a client can send. */
class JobPropertiesTest {

  /** Enough to meet each member set and unset many times, in a few seconds. */
  private static final int TRIES = 300;

  private final BodyReader reader = new BodyReader(BodyReader.BYTES_MAX_DEFAULT);

  @Provide
  Arbitrary<Job> jobs() {
    return AnyRequest.jobs();
  }

  private static JobSpec canonical(Job job) {
    return JobCanonicalizer.canonicalize(job, "global", "default");
  }

  @Property(tries = TRIES)
  void canonicalizingTwiceChangesNothing(@ForAll("jobs") Job job) throws IOException {
    JobSpec spec = canonical(job);
    Job again = Json.MAPPER.readValue(JobDocument.bytes(spec), Job.class);
    assertThat(canonical(again)).isEqualTo(spec);
  }

  @Property(tries = TRIES)
  void aDocumentHoldsItsJob(@ForAll("jobs") Job job) {
    JobSpec spec = canonical(job);
    JobDocument document = JobDocument.of(spec);
    JobSpec back = JobDocument.parse(document.digest(), document.bytes());
    assertThat(back).isEqualTo(spec);
    assertThat(back.hashCode()).isEqualTo(spec.hashCode());
    assertThat(JobDocument.bytes(back)).isEqualTo(document.bytes());
  }

  @Property(tries = TRIES)
  void aRequestSurvivesTheWire(@ForAll("jobs") Job job) throws IOException {
    JobRegisterRequest request =
        new JobRegisterRequest(job, null, null, null, null, null, null, null, null, null);
    JobRegisterRequest read =
        reader.read(Json.MAPPER.writeValueAsBytes(request), JobRegisterRequest.class);
    assertThat(canonical(read.job())).isEqualTo(canonical(job));
  }

  @Property(tries = TRIES)
  void everyJobGetsAVerdict(@ForAll("jobs") Job job) {
    JobVerdict verdict = JobValidator.validate(job, canonical(job), ClusterFacts.standard());
    assertThat(verdict.errorText().isEmpty()).isEqualTo(verdict.accepted());
    assertThat(verdict.errors()).allSatisfy(error -> assertThat(error).isNotBlank());
    if (job.type() != null && !JobCanonicalizer.isKnownType(job.type())) {
      assertThat(verdict.accepted()).isFalse();
    }
  }
}
