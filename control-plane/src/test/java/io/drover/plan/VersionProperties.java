package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.RevertJob;
import io.drover.command.job.AnyRequest;
import io.drover.command.job.JobCanonicalizer;
import io.drover.command.job.JobDocument;
import io.drover.contract.api.Job;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.schedule.InMemoryCluster;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for the versions of any job that a client can send. */
class VersionProperties {

  private static final int TRIES = 200;

  @Provide
  Arbitrary<Job> jobs() {
    return AnyRequest.jobs();
  }

  /** The same job and type each time, or an update would be refused. */
  private static JobSpec spec(Job job) {
    Job same =
        job.withId("j")
            .withType("batch")
            .withParentId(null)
            .withPeriodic(null)
            .withParameterizedJob(null);
    return JobCanonicalizer.canonicalize(same, "global", "default");
  }

  private static JobVersion current(InMemoryCluster cluster, JobSpec spec) {
    return Objects.requireNonNull(cluster.snapshot().job(spec.key()));
  }

  @Property(tries = TRIES)
  void registeringWhatWasReadMakesNoVersion(@ForAll("jobs") Job job) throws IOException {
    InMemoryCluster cluster = new InMemoryCluster(1);
    JobSpec spec = spec(job);
    cluster.register(spec);
    byte[] read = cluster.bytes(current(cluster, spec).digest());
    Job again = Json.MAPPER.readValue(read, Job.class);
    cluster.register(JobCanonicalizer.canonicalize(again, "global", "default"));
    assertThat(cluster.snapshot().versions(spec.key())).hasSize(1);
  }

  @Property(tries = TRIES)
  void aDifferenceIsShownExactlyIfThereIsANewVersion(
      @ForAll("jobs") Job first, @ForAll("jobs") Job second, @ForAll boolean same) {
    InMemoryCluster cluster = new InMemoryCluster(1);
    JobSpec before = spec(first);
    JobSpec after = same ? JobDocument.parse(JobDocument.bytes(before)) : spec(second);
    JobDiff diff =
        JobDiffs.plain()
            .of(new JobDiffs.Version(before, false), new JobDiffs.Version(after, false));
    cluster.register(before);
    cluster.register(after);
    boolean written = cluster.snapshot().versions(before.key()).size() > 1;
    assertThat(diff.type()).isEqualTo(written ? DiffType.EDITED : DiffType.NONE);
  }

  @Property(tries = TRIES)
  void aRevertedJobReadsAsItsVersionDid(
      @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 100) Integer> priorities,
      @ForAll("jobs") Job job,
      @ForAll @IntRange(max = 4) int to) {
    InMemoryCluster cluster = new InMemoryCluster(1);
    JobSpec spec = spec(job);
    for (int priority : priorities) {
      cluster.register(spec.withPriority(priority));
    }
    List<JobVersion> versions = cluster.snapshot().versions(spec.key());
    JobVersion wanted = versions.get(Math.min(to, versions.size() - 1));
    JobVersion before = current(cluster, spec);
    cluster.submit(new RevertJob(spec.key(), wanted.version(), null));
    JobVersion now = current(cluster, spec);
    assertThat(now.digest()).isEqualTo(wanted.digest());
    assertThat(
            now.withVersion(wanted.version())
                .withModifyIndex(wanted.modifyIndex())
                .withJobModifyIndex(wanted.jobModifyIndex())
                .withStatus(wanted.status())
                .withSubmitTime(wanted.submitTime()))
        .isEqualTo(wanted);
    boolean written = !before.digest().equals(wanted.digest());
    assertThat(now.version()).isEqualTo(before.version() + (written ? 1 : 0));
  }
}
