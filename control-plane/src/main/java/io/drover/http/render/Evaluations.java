package io.drover.http.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Evaluation;
import io.drover.state.Snapshot;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluations with those related to them. */
public final class Evaluations {

  /** A chain of follow-ups can be long; nobody reads more. */
  private static final int RELATED_MAX = 1000;

  private Evaluations() {}

  /** The whole evaluation, and as stubs all that it leads to and comes from. */
  public static byte[] withRelated(Snapshot snapshot, Evaluation evaluation) {
    byte[] own = JsonOut.of(evaluation);
    Set<EvalId> related = related(snapshot, evaluation);
    if (related.isEmpty()) {
      return own;
    }
    byte[] more =
        JsonOut.bytes(
            out -> {
              out.writeStartObject();
              out.writeArrayFieldStart("RelatedEvals");
              for (EvalId id : related) {
                Evaluation found = snapshot.evaluation(id);
                if (found != null) {
                  stub(out, found);
                }
              }
            });
    byte[] whole = new byte[own.length + more.length - 1];
    System.arraycopy(own, 0, whole, 0, own.length - 1);
    whole[own.length - 1] = ',';
    System.arraycopy(more, 1, whole, own.length, more.length - 1);
    return whole;
  }

  private static Set<EvalId> related(Snapshot snapshot, Evaluation start) {
    Set<EvalId> seen = new LinkedHashSet<>();
    seen.add(start.id());
    Deque<Evaluation> open = new ArrayDeque<>();
    open.add(start);
    while (!open.isEmpty() && seen.size() < RELATED_MAX) {
      Evaluation next = open.remove();
      follow(snapshot, next.nextEval(), seen, open);
      follow(snapshot, next.previousEval(), seen, open);
      follow(snapshot, next.blockedEval(), seen, open);
    }
    seen.remove(start.id());
    return seen;
  }

  private static void follow(
      Snapshot snapshot, @Nullable EvalId id, Set<EvalId> seen, Deque<Evaluation> open) {
    Evaluation found = id == null || seen.contains(id) ? null : snapshot.evaluation(id);
    if (found != null) {
      seen.add(found.id());
      open.add(found);
    }
  }

  private static void stub(JsonGenerator out, Evaluation e) throws IOException {
    out.writeStartObject();
    out.writeStringField("ID", e.id().value());
    out.writeStringField("Namespace", e.namespace());
    out.writeNumberField("Priority", e.priority());
    out.writeStringField("Type", e.type().word());
    out.writeStringField("TriggeredBy", e.triggeredBy().word());
    out.writeStringField("JobID", e.jobId());
    out.writeStringField("NodeID", e.nodeId() == null ? "" : e.nodeId().value());
    out.writeStringField("DeploymentID", e.deploymentId());
    out.writeStringField("Status", e.status().word());
    out.writeStringField("StatusDescription", e.statusDescription());
    out.writePOJOField("WaitUntil", e.waitUntil());
    out.writeStringField("NextEval", e.nextEval() == null ? "" : e.nextEval().value());
    out.writeStringField("PreviousEval", e.previousEval() == null ? "" : e.previousEval().value());
    out.writeStringField("BlockedEval", e.blockedEval() == null ? "" : e.blockedEval().value());
    out.writeNumberField("CreateIndex", e.createIndex());
    out.writeNumberField("ModifyIndex", e.modifyIndex());
    out.writeNumberField("CreateTime", e.createTime());
    out.writeNumberField("ModifyTime", e.modifyTime());
    out.writeEndObject();
  }
}
