package io.drover.http;

import io.drover.command.job.JobCanonicalizer;
import io.drover.command.job.JobDocument;
import io.drover.command.job.JobValidator;
import io.drover.command.job.JobVerdict;
import io.drover.contract.api.Job;
import io.drover.contract.model.JobSpec;
import io.drover.http.port.AgentInfo;
import io.drover.http.port.ClusterView;
import io.drover.http.port.VaultCheck;
import io.drover.http.query.Args;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a job in a body before anything is done with it, the same for a registration, its
 * validation and its dry run: region and namespace are resolved, it is made canonical and judged.
 * Source: http-api.md 2.1.
 */
@Singleton
final class Intake {

  private final AgentInfo agent;
  private final ClusterView cluster;
  private final VaultCheck vault;

  @Inject
  Intake(AgentInfo agent, ClusterView cluster, VaultCheck vault) {
    this.agent = agent;
    this.cluster = cluster;
    this.vault = vault;
  }

  /** A job that was accepted, canonical, and what the validation remarked. */
  record Accepted(JobSpec spec, JobDocument document, boolean stop, String warnings) {}

  /** The job, accepted; a job that is not is a {@link Failure}. */
  Uni<Accepted> accept(
      Args args, @Nullable String bodyRegion, @Nullable String bodyNamespace, Job job) {
    return accept(args, bodyRegion, bodyNamespace, job, "");
  }

  /** The same, with a warning of what came with the job; empty for none. */
  Uni<Accepted> accept(
      Args args,
      @Nullable String bodyRegion,
      @Nullable String bodyNamespace,
      Job job,
      String warning) {
    requireScalable(job);
    requireRegion(args.text("region"), bodyRegion, job.region());
    JobSpec spec = canonical(args, bodyNamespace, job);
    return verdict(job, spec).map(verdict -> accepted(job, spec, verdict.warning(warning)));
  }

  private static Accepted accepted(Job job, JobSpec spec, JobVerdict verdict) {
    if (!verdict.accepted()) {
      throw new Failure(500, verdict.errorText());
    }
    return new Accepted(
        spec, JobDocument.of(spec), Boolean.TRUE.equals(job.stop()), verdict.warningText());
  }

  /** What the validation says of the job. */
  Uni<JobVerdict> judge(
      Args args, @Nullable String bodyRegion, @Nullable String bodyNamespace, Job job) {
    requireRegion(args.text("region"), bodyRegion, job.region());
    return verdict(job, canonical(args, bodyNamespace, job));
  }

  /** Comes at once unless Vault has to be asked; then on another thread. */
  private Uni<JobVerdict> verdict(Job job, JobSpec spec) {
    String token = job.vaultToken() == null ? "" : job.vaultToken();
    return Uni.createFrom()
        .completionStage(() -> vault.problem(spec, token))
        .map(
            problem ->
                JobValidator.validate(
                    job, spec, cluster.facts(spec.namespace(), spec.nodePool()), problem));
  }

  /** A registered version of a job is to be registered again; what fails is a {@link Failure}. */
  Uni<Void> again(JobSpec spec, @Nullable String token) {
    return Uni.createFrom()
        .completionStage(() -> vault.problem(spec, token == null ? "" : token))
        .invoke(
            problem -> {
              if (!problem.isEmpty()) {
                throw new Failure(500, new JobVerdict(List.of(problem), List.of()).errorText());
              }
            })
        .replaceWithVoid();
  }

  private static void requireScalable(Job job) {
    boolean scaled =
        job.taskGroups() != null
            && job.taskGroups().stream().anyMatch(g -> g != null && g.scaling() != null);
    if (scaled && "system".equals(job.type())) {
      throw new Failure(400, "Task groups with job type system do not support scaling blocks");
    }
  }

  private JobSpec canonical(Args args, @Nullable String bodyNamespace, Job job) {
    String namespace = first("default", args.text("namespace"), bodyNamespace, job.namespace());
    return JobCanonicalizer.canonicalize(job, agent.region(), namespace);
  }

  private void requireRegion(@Nullable String... given) {
    String region = first("global", given);
    if (!region.equals("global") && !region.equals(agent.region())) {
      throw new Failure(500, "No path to region");
    }
  }

  private static String first(String otherwise, @Nullable String... given) {
    for (String text : given) {
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return otherwise;
  }
}
