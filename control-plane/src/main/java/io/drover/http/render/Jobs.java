package io.drover.http.render;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobVersion;
import io.drover.documents.JobDocuments;
import io.drover.http.Body;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as clients see them: the stored document with what the servers know put in front of it, byte
 * for byte and without parsing; and rows of lists, each kept for as long as the job and its summary
 * stay what they are. Any thread.
 */
@Singleton
public final class Jobs {

  /** Rows of some 600 bytes: 60 MB at most, for a hundred thousand jobs. */
  private static final long ROWS_MAX = 100_000;

  /** Twenty thousand jobs of ordinary size; those asked for most stay. */
  private static final long BODY_BYTES_MAX = 64L << 20;

  private record Row(@Nullable JobSummary summary, byte[] json) {}

  private final JobDocuments documents;

  /** By the identity of the version: a changed job is another object. */
  private final Cache<JobVersion, Row> rows =
      Caffeine.newBuilder().weakKeys().maximumSize(ROWS_MAX).build();

  /** Whole jobs with their compressed form, by the identity of the version. */
  private final Cache<JobVersion, Body> bodies =
      Caffeine.newBuilder()
          .weakKeys()
          .maximumWeight(BODY_BYTES_MAX)
          .weigher((JobVersion job, Body body) -> body.sizeBytes() + 512)
          .build();

  @Inject
  Jobs(JobDocuments documents) {
    this.documents = documents;
  }

  /** The whole job as a body that all who ask for it share. */
  public Body body(JobVersion job) {
    Body body = bodies.getIfPresent(job);
    if (body == null) {
      body = Body.json(whole(job));
      bodies.put(job, body);
    }
    return body;
  }

  /** The whole job as JSON. */
  public byte[] whole(JobVersion job) {
    byte[] document = documents.bytes(job.digest());
    byte[] head = head(job).getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[head.length + document.length - 1];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(document, 1, whole, head.length, document.length - 1);
    return whole;
  }

  /** The opening brace and what changes while a job lives, with a comma at the end. */
  private static String head(JobVersion job) {
    return new StringBuilder(256)
        .append("{\"Stop\":")
        .append(job.stop())
        .append(",\"Status\":\"")
        .append(job.status().word())
        .append("\",\"StatusDescription\":")
        .append(quoted(job.statusDescription()))
        .append(",\"Stable\":")
        .append(job.stable())
        .append(",\"Version\":")
        .append(job.version())
        .append(",\"SubmitTime\":")
        .append(job.submitTime())
        .append(",\"CreateIndex\":")
        .append(job.createIndex())
        .append(",\"ModifyIndex\":")
        .append(job.modifyIndex())
        .append(",\"JobModifyIndex\":")
        .append(job.jobModifyIndex())
        .append(',')
        .toString();
  }

  private static String quoted(String text) {
    if (text.isEmpty()) {
      return "\"\"";
    }
    return new String(JsonOut.bytes(out -> out.writeString(text)), StandardCharsets.UTF_8);
  }

  /** The job's row in a list. */
  public byte[] row(JobVersion job, @Nullable JobSummary summary, boolean withMeta) {
    if (withMeta) {
      return makeRow(job, summary, true);
    }
    Row row = rows.getIfPresent(job);
    if (row == null || row.summary() != summary) {
      row = new Row(summary, makeRow(job, summary, false));
      rows.put(job, row);
    }
    return row.json();
  }

  /** The document, for filters that look into it. */
  public JobSpec spec(JobVersion job) {
    return documents.spec(job.digest());
  }

  private byte[] makeRow(JobVersion job, @Nullable JobSummary summary, boolean withMeta) {
    JobSpec spec = documents.spec(job.digest());
    return JsonOut.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("ID", job.id());
          out.writeStringField("ParentID", job.parentId());
          out.writeStringField("Name", job.name());
          out.writeStringField("Namespace", job.namespace());
          out.writeArrayFieldStart("Datacenters");
          for (String datacenter : job.datacenters()) {
            out.writeString(datacenter);
          }
          out.writeEndArray();
          out.writeStringField("NodePool", job.nodePool());
          out.writePOJOField("Multiregion", spec.multiregion());
          out.writeStringField("Type", job.type().word());
          out.writeNumberField("Priority", job.priority());
          out.writeBooleanField("Periodic", job.periodic());
          out.writeBooleanField("ParameterizedJob", job.parameterized());
          out.writeBooleanField("Stop", job.stop());
          out.writeStringField("Status", job.status().word());
          out.writeStringField("StatusDescription", job.statusDescription());
          out.writePOJOField("JobSummary", summary);
          out.writeNumberField("CreateIndex", job.createIndex());
          out.writeNumberField("ModifyIndex", job.modifyIndex());
          out.writeNumberField("JobModifyIndex", job.jobModifyIndex());
          out.writeNumberField("SubmitTime", job.submitTime());
          out.writePOJOField("Meta", withMeta && !spec.meta().isEmpty() ? spec.meta() : null);
          out.writeEndObject();
        });
  }
}
