package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.ParameterizedJobConfig;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a child of a parameterized job and evaluates it. A second dispatch with the same token
 * answers the child of the first. The answer is absent if the parent is not the one any more that
 * the child was made from: then it has to be made again. Source: semantics.md 1.8.
 */
public record DispatchJob(JobKey parent, Request request, Derived child)
    implements Command<Optional<DispatchJob.Answer>> {

  /** What follows a parent's id in that of a dispatched child. */
  public static final String INFIX = "/dispatch-";

  /** As much as Nomad takes (DispatchPayloadSizeLimit). */
  private static final int PAYLOAD_BYTES_MAX = 16_384;

  /**
   * What is asked for; an empty payload is none, an empty token too.
   *
   * @param idPrefixTemplate goes into the child's id, empty for nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes are shared, not changed.
  public record Request(
      byte[] payload, Map<String, String> meta, String idempotencyToken, String idPrefixTemplate) {

    public Request {
      meta = Map.copyOf(meta);
    }

    /** The id of the child that is made at that time. */
    public String childId(String parent, long unixSeconds, String eightHexDigits) {
      String prefix = idPrefixTemplate.isEmpty() ? "" : idPrefixTemplate + "-";
      return parent + INFIX + prefix + unixSeconds + "-" + eightHexDigits;
    }
  }

  /** Ids and indexes for the client; the evaluation's id is empty when there is none. */
  public record Answer(
      String dispatchedJobId,
      String evalId,
      long evalCreateIndex,
      long jobCreateIndex,
      long index) {}

  /**
   * The parent, checked.
   *
   * @throws Refusal if it cannot be dispatched so
   */
  public static JobVersion check(
      Snapshot snapshot, Function<Digest, JobSpec> documents, JobKey key, Request request)
      throws Refusal {
    JobVersion parent = snapshot.job(key);
    if (parent == null) {
      throw new Refusal(500, "parameterized job not found");
    }
    if (!parent.parameterized()) {
      throw new Refusal(500, "Specified job \"%s\" is not a parameterized job".formatted(key.id()));
    }
    if (parent.stop()) {
      throw new Refusal(500, "Specified job \"%s\" is stopped".formatted(key.id()));
    }
    JobSpec spec = documents.apply(parent.digest());
    if (spec.parameterizedJob() != null) {
      checkPayload(spec.parameterizedJob().payload(), request.payload().length);
      checkMeta(spec.parameterizedJob(), request.meta().keySet());
    }
    return parent;
  }

  private static void checkPayload(String rule, int bytes) throws Refusal {
    if (rule.equals("required") && bytes == 0) {
      throw new Refusal(500, "Payload is not provided but required by parameterized job");
    }
    if (rule.equals("forbidden") && bytes > 0) {
      throw new Refusal(500, "Payload provided but forbidden by parameterized job");
    }
    if (bytes > PAYLOAD_BYTES_MAX) {
      throw new Refusal(
          500, "Payload exceeds maximum size; %d > %d".formatted(bytes, PAYLOAD_BYTES_MAX));
    }
  }

  private static void checkMeta(ParameterizedJobConfig config, Set<String> given) throws Refusal {
    Set<String> unpermitted = new TreeSet<>(given);
    config.metaRequired().forEach(unpermitted::remove);
    config.metaOptional().forEach(unpermitted::remove);
    if (!unpermitted.isEmpty()) {
      throw new Refusal(
          500,
          "Dispatch request included unpermitted metadata keys: [%s]"
              .formatted(String.join(" ", unpermitted)));
    }
    Set<String> missing = new TreeSet<>(config.metaRequired());
    missing.removeAll(given);
    if (!missing.isEmpty()) {
      throw new Refusal(
          500,
          "Dispatch did not provide required meta keys: [%s]".formatted(String.join(" ", missing)));
    }
  }

  @Override
  public Outcome<Optional<Answer>> decide(Snapshot snapshot, Context context) throws Refusal {
    Admission.require(snapshot);
    JobVersion base = check(snapshot, context::job, parent, request);
    JobVersion before = earlier(snapshot);
    if (before != null) {
      return Outcome.unchanged(
          index ->
              Optional.of(
                  new Answer(before.id(), "", 0, before.createIndex(), before.modifyIndex())));
    }
    JobSpec spec = child.spec();
    if (!child.isOf(base) || snapshot.job(spec.key()) != null) {
      return Outcome.unchanged(index -> Optional.empty());
    }
    NewVersion version = new NewVersion(spec, child.digest(), false, null);
    List<Event> events = new ArrayList<>(version.events(snapshot, context));
    String evalId = "";
    if (version.evaluates()) {
      Evaluation evaluation =
          NewEvaluation.of(
              context, spec.key(), spec.type(), spec.priority(), EvalTrigger.JOB_REGISTER);
      events.add(new EvaluationsUpdated(List.of(evaluation)));
      evalId = evaluation.id().value();
    }
    String made = evalId;
    return new Outcome<>(
        events,
        index ->
            Optional.of(new Answer(spec.id(), made, made.isEmpty() ? 0 : index, index, index)));
  }

  private @Nullable JobVersion earlier(Snapshot snapshot) {
    if (request.idempotencyToken().isEmpty()) {
      return null;
    }
    for (JobVersion sibling : snapshot.jobsWithPrefix(parent.namespace(), parent.id() + INFIX)) {
      if (sibling.parentId().equals(parent.id())
          && sibling.dispatchIdempotencyToken().equals(request.idempotencyToken())) {
        return sibling;
      }
    }
    return null;
  }
}
