package io.drover.command.job;

import io.drover.contract.api.Job;
import io.drover.contract.model.Affinity;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.ParameterizedJobConfig;
import io.drover.contract.model.PeriodicConfig;
import io.drover.contract.model.Spread;
import io.drover.contract.model.SpreadTarget;
import io.drover.contract.model.TaskGroup;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fills in everything that a client may leave out. Pure and thread-safe. Canonicalizing what came
 * out once more changes nothing. Source: objects.md 1.2 to 1.7, semantics.md 1.2.
 */
public final class JobCanonicalizer {

  /** The priority of a job that names none; the server's job_default_priority. */
  public static final int PRIORITY_DEFAULT = 50;

  static final io.drover.contract.api.Constraint NO_CONSTRAINT =
      new io.drover.contract.api.Constraint(null, null, null);
  static final io.drover.contract.api.Affinity NO_AFFINITY =
      new io.drover.contract.api.Affinity(null, null, null, null);
  static final io.drover.contract.api.Spread NO_SPREAD =
      new io.drover.contract.api.Spread(null, null, null);

  private JobCanonicalizer() {}

  /**
   * The canonical form of a job in the region and namespace that its request resolved to.
   *
   * <p>A job of a type that does not exist gets the defaults of a service; the result then cannot
   * say so, which is why {@link JobValidator} asks for the request too and refuses it.
   */
  public static JobSpec canonicalize(Job job, String region, String namespace) {
    JobType type = type(job.type());
    String id = Unset.or(job.id(), "");
    String name = Unset.or(job.name(), id);
    var update = PolicyDefaults.jobUpdate(job.update(), type);
    var context = new GroupDefaults(job, type, id, name, namespace, update);
    List<String> datacenters = Unset.texts(job.datacenters());
    int priority = Unset.or(job.priority(), 0);
    String nodePool = Unset.or(job.nodePool(), "");
    List<TaskGroup> groups =
        Unset.list(job.taskGroups(), GroupDefaults.NO_GROUP, context::canonical);
    return new JobSpec(
        region,
        namespace,
        id,
        "",
        name,
        type,
        priority == 0 ? PRIORITY_DEFAULT : priority,
        Unset.or(job.allAtOnce(), false),
        datacenters.isEmpty() ? List.of("*") : datacenters,
        nodePool.isEmpty() ? "default" : nodePool,
        constraints(job.constraints()),
        affinities(job.affinities()),
        spreads(job.spreads()),
        groups.stream().map(ImpliedConstraints::added).toList(),
        PolicyDefaults.storedAtJob(update),
        FreeForm.canonicalOrNull(job.multiregion()),
        periodic(job.periodic()),
        parameterized(job.parameterizedJob()),
        false,
        "",
        job.payload() == null || job.payload().length == 0 ? null : job.payload().clone(),
        Unset.texts(job.meta()),
        "",
        Unset.or(job.consulNamespace(), ""),
        "",
        Unset.or(job.vaultNamespace(), ""),
        "");
  }

  /** The type that a word names, service for no word and for unknown words. */
  static JobType type(@Nullable String word) {
    if (word == null || !isKnownType(word)) {
      return JobType.SERVICE;
    }
    return JobType.of(word);
  }

  static boolean isKnownType(String word) {
    for (JobType type : JobType.values()) {
      if (type.word().equals(word)) {
        return true;
      }
    }
    return false;
  }

  static List<Constraint> constraints(
      @Nullable List<io.drover.contract.api.@Nullable Constraint> given) {
    return Unset.list(
        given,
        NO_CONSTRAINT,
        c ->
            new Constraint(
                Unset.or(c.lTarget(), ""), Unset.or(c.rTarget(), ""), Unset.or(c.operand(), "")));
  }

  static List<Affinity> affinities(
      @Nullable List<io.drover.contract.api.@Nullable Affinity> given) {
    return Unset.list(
        given,
        NO_AFFINITY,
        a ->
            new Affinity(
                Unset.or(a.lTarget(), ""),
                Unset.or(a.rTarget(), ""),
                Unset.or(a.operand(), ""),
                Unset.or(a.weight(), 50)));
  }

  static List<Spread> spreads(@Nullable List<io.drover.contract.api.@Nullable Spread> given) {
    return Unset.list(
        given,
        NO_SPREAD,
        s ->
            new Spread(
                Unset.or(s.attribute(), ""),
                Unset.or(s.weight(), 50),
                Unset.list(
                    s.spreadTarget(),
                    new io.drover.contract.api.SpreadTarget(null, null),
                    t -> new SpreadTarget(Unset.or(t.value(), ""), Unset.or(t.percent(), 0)))));
  }

  private static @Nullable PeriodicConfig periodic(
      io.drover.contract.api.@Nullable PeriodicConfig p) {
    if (p == null) {
      return null;
    }
    return new PeriodicConfig(
        Unset.or(p.enabled(), true),
        Unset.or(p.spec(), ""),
        Unset.or(p.specType(), "cron"),
        Unset.or(p.prohibitOverlap(), false),
        zone(Unset.or(p.timeZone(), "UTC")));
  }

  private static String zone(String given) {
    return given.isEmpty() ? "UTC" : given;
  }

  private static @Nullable ParameterizedJobConfig parameterized(
      io.drover.contract.api.@Nullable ParameterizedJobConfig p) {
    if (p == null) {
      return null;
    }
    String payload = Unset.or(p.payload(), "");
    return new ParameterizedJobConfig(
        payload.isEmpty() ? "optional" : payload,
        Unset.texts(p.metaRequired()),
        Unset.texts(p.metaOptional()));
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
