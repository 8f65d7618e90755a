package io.drover.http.render;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobVersion;
import io.drover.http.query.filter.Datum;
import io.drover.http.query.filter.Fields;
import io.drover.state.Snapshot;
import io.drover.state.VersionKey;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Allocations as clients see them: whole, with their job and the resources in the form of old
 * clients; or as rows of lists. Tokens of tasks are in neither. Any thread.
 */
@Singleton
public final class Allocations {

  /** The job stands where the reference is, and is written apart. */
  @JsonIgnoreProperties("JobRef")
  private interface WithoutReference {}

  private static final ObjectMapper OWN =
      Json.MAPPER.copy().addMixIn(Allocation.class, WithoutReference.class);

  private final Jobs jobs;

  @Inject
  Allocations(Jobs jobs) {
    this.jobs = jobs;
  }

  /** The whole allocation as JSON. */
  public byte[] whole(Snapshot snapshot, Allocation allocation) {
    byte[] own = own(allocation);
    byte[] head =
        JsonOut.bytes(
            out -> {
              out.writeStartObject();
              out.writeFieldName("Job");
              byte[] job = jobs.whole(version(snapshot, allocation));
              out.writeRawValue(new String(job, java.nio.charset.StandardCharsets.UTF_8));
              LegacyResources.write(out, allocation.allocatedResources());
            });
    // The generator closes what is open: its last byte is the brace that gives way to a comma.
    byte[] whole = new byte[head.length + own.length - 1];
    System.arraycopy(head, 0, whole, 0, head.length);
    whole[head.length - 1] = ',';
    System.arraycopy(own, 1, whole, head.length, own.length - 1);
    return whole;
  }

  private static byte[] own(Allocation allocation) {
    try {
      return OWN.writeValueAsBytes(allocation);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an allocation can always be written", e);
    }
  }

  /** The version that it runs; where that is collected already, what its reference still knows. */
  private JobVersion version(Snapshot snapshot, Allocation allocation) {
    JobRef ref = allocation.jobRef();
    JobVersion kept = snapshot.versions().get(new VersionKey(allocation.job(), ref.version()));
    if (kept != null && kept.digest().equals(ref.digest())) {
      return kept;
    }
    return new JobVersion(
        allocation.namespace(),
        allocation.jobId(),
        ref.version(),
        ref.digest(),
        false,
        false,
        JobStatus.PENDING,
        "",
        0,
        ref.createIndex(),
        ref.jobModifyIndex(),
        ref.jobModifyIndex(),
        allocation.jobId(),
        "",
        ref.type(),
        0,
        List.of(),
        "",
        false,
        false,
        "");
  }

  /** The row of an allocation in a list. */
  public byte[] row(Allocation a, boolean withResources, boolean withTaskStates) {
    return JsonOut.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("ID", a.id().value());
          out.writeStringField("EvalID", a.evalId().value());
          out.writeStringField("Name", a.name());
          out.writeStringField("Namespace", a.namespace());
          out.writeStringField("NodeID", a.nodeId().value());
          out.writeStringField("NodeName", a.nodeName());
          out.writeStringField("JobID", a.jobId());
          out.writeStringField("JobType", a.jobRef().type().word());
          out.writeNumberField("JobVersion", a.jobRef().version());
          out.writeStringField("TaskGroup", a.taskGroup());
          out.writePOJOField("AllocatedResources", withResources ? a.allocatedResources() : null);
          out.writeStringField("DesiredStatus", a.desiredStatus().word());
          out.writeStringField("DesiredDescription", a.desiredDescription());
          out.writeStringField("ClientStatus", a.clientStatus().word());
          out.writeStringField("ClientDescription", a.clientDescription());
          out.writePOJOField("DesiredTransition", a.desiredTransition());
          out.writePOJOField(
              "TaskStates", withTaskStates && !a.taskStates().isEmpty() ? a.taskStates() : null);
          out.writePOJOField("DeploymentStatus", a.deploymentStatus());
          text(out, "FollowupEvalID", a.followupEvalId());
          text(out, "NextAllocation", a.nextAllocation());
          out.writePOJOField("RescheduleTracker", a.rescheduleTracker());
          out.writePOJOField(
              "PreemptedAllocations",
              a.preemptedAllocations().isEmpty() ? null : a.preemptedAllocations());
          text(out, "PreemptedByAllocation", a.preemptedByAllocation());
          out.writeNumberField("CreateIndex", a.createIndex());
          out.writeNumberField("ModifyIndex", a.modifyIndex());
          out.writeNumberField("CreateTime", a.createTime());
          out.writeNumberField("ModifyTime", a.modifyTime());
          out.writeEndObject();
        });
  }

  private static void text(JsonGenerator out, String name, @Nullable Object id) throws IOException {
    out.writeStringField(name, id == null ? "" : id.toString());
  }

  /** The whole allocation to a filter, its job included. */
  public Datum datum(Snapshot snapshot, Allocation allocation) {
    return name ->
        switch (name) {
          case "Job" -> new JobDatum(version(snapshot, allocation), jobs);
          case "JobRef" -> Datum.UNKNOWN;
          case String other -> Fields.of(allocation, other);
        };
  }
}
