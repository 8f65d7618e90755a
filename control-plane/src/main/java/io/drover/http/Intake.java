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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  Uni<Accepted> accept(Args args, @Nullable String bodyNamespace, Job job) {
    return accept(args, bodyNamespace, job, "");
  }

  /** The same, with a warning of what came with the job; empty for none. */
  Uni<Accepted> accept(Args args, @Nullable String bodyNamespace, Job job, String warning) {
    requireScalable(job);
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
  Uni<JobVerdict> judge(Args args, @Nullable String bodyNamespace, Job job) {
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

  /**
   * The region that a registration or a dry run is for: of the body, else of the query, else of the
   * job; {@code global} is our own. A job of several regions goes to the first unless one of them
   * was named.
   */
  String regionOf(Args args, @Nullable String bodyRegion, Job job) {
    String named = first("global", bodyRegion, args.text("region"), job.region());
    String region = named.equals("global") ? agent.region() : named;
    List<String> several = regions(job.multiregion());
    return several.isEmpty() || several.contains(region) ? region : several.getFirst();
  }

  /** The region that a validation is for; that of the job is only a part of it. */
  String regionOf(Args args, @Nullable String bodyRegion) {
    return first(agent.region(), args.text("region"), bodyRegion);
  }

  /** True if that is another region than ours. */
  boolean elsewhere(String region) {
    return !region.equals(agent.region());
  }

  private static List<String> regions(@Nullable Map<String, @Nullable Object> multiregion) {
    List<String> names = new ArrayList<>();
    if (multiregion != null && multiregion.get("Regions") instanceof Iterable<?> regions) {
      for (Object region : regions) {
        if (region instanceof Map<?, ?> block && block.get("Name") instanceof String name) {
          names.add(name);
        }
      }
    }
    return names;
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
