package io.drover.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.drover.contract.ids.JobKey;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Namespace;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.ScalingPolicy;
import io.drover.contract.model.SchedulerConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A snapshot as bytes: a header, then the rows of each table in the order of their keys, in Smile
 * (binary JSON). Secondary indexes are not written; they follow from the rows. Equal states give
 * equal bytes, so the digest of the bytes is the state's hash.
 */
public final class SnapshotCodec {

  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER =
      Json.configure(SmileMapper.builder())
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .build();

  private SnapshotCodec() {}

  /** Writes the state; does not close the stream. */
  public static void write(Snapshot state, OutputStream out) throws IOException {
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      json.writeStartArray();
      json.writeNumber(FORMAT);
      json.writeNumber(state.index);
      json.writeArray(state.tableIndexes, 0, state.tableIndexes.length);
      rows(json, state.jobs.rows());
      rows(json, state.versions.rows());
      rows(json, state.summaries.rows());
      rows(json, state.nodes.rows());
      rows(json, state.allocations.rows());
      rows(json, state.evaluations.rows());
      rows(json, state.jobRecords.sources().rows());
      rows(json, state.jobRecords.scalings().rows());
      rows(json, state.jobRecords.policies().rows());
      rows(json, state.jobRecords.launches().rows());
      rows(json, state.deployments.rows().rows());
      rows(json, state.cluster.namespaces().rows());
      rows(json, state.cluster.nodePools().rows());
      rows(json, state.cluster.scheduling() == null ? List.of() : List.of(state.scheduling()));
      rows(json, state.secretRecords.accessors().rows());
      json.writeEndArray();
    }
  }

  /** Reads a state; an unknown format or broken bytes are an IOException. */
  public static Snapshot read(InputStream in) throws IOException {
    try (JsonParser json = MAPPER.createParser(in)) {
      expect(json, JsonToken.START_ARRAY);
      json.nextToken();
      if (json.getIntValue() != FORMAT) {
        throw new IOException(
            "a snapshot of format "
                + json.getIntValue()
                + "; this version reads format "
                + FORMAT
                + " only");
      }
      json.nextToken();
      long index = json.getLongValue();
      json.nextToken();
      long[] tableIndexes = MAPPER.readValue(json, long[].class);
      SnapshotEditor editor = new SnapshotEditor(Snapshot.EMPTY, index);
      read(json, JobVersion.class, editor::putJob);
      read(json, JobVersion.class, editor::putVersion);
      read(json, JobSummary.class, editor::putSummary);
      read(json, Node.class, editor::putNode);
      Sharing sharing = new Sharing();
      read(json, Allocation.class, row -> editor.putAllocation(sharing.shared(row)));
      read(json, Evaluation.class, editor::putEvaluation);
      if (json.nextToken() != JsonToken.END_ARRAY) { // Else written before there were more tables.
        rows(json, JobSource.class, editor.records()::putSource);
        read(json, ScalingHistory.class, editor.records()::putScaling);
        read(json, ScalingPolicy.class, policy -> putPolicy(editor, policy));
        read(json, PeriodicLaunch.class, editor.records()::putLaunch);
        if (json.nextToken() != JsonToken.END_ARRAY) {
          rows(json, Deployment.class, editor::putDeployment);
          read(json, Namespace.class, editor.cluster()::putNamespace);
          read(json, NodePool.class, editor.cluster()::putNodePool);
          read(json, SchedulerConfiguration.class, editor.cluster()::putScheduling);
          if (json.nextToken() != JsonToken.END_ARRAY) {
            rows(json, VaultAccessor.class, editor.secrets()::put);
            expect(json, JsonToken.END_ARRAY);
          }
        }
      }
      editor.restoreTableIndexes(tableIndexes);
      return editor.snapshot();
    }
  }

  /** SHA-256 of the state's bytes: the same on every member that has folded the same log. */
  public static String hash(Snapshot state) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      write(state, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rows(JsonGenerator json, Collection<?> rows) throws IOException {
    json.writeStartArray();
    for (Object row : rows) {
      MAPPER.writeValue(json, row);
    }
    json.writeEndArray();
  }

  private static <T> void read(JsonParser json, Class<T> type, Consumer<T> put) throws IOException {
    json.nextToken();
    rows(json, type, put);
  }

  private static void putPolicy(SnapshotEditor editor, ScalingPolicy policy) {
    Map<String, String> target = policy.target();
    JobKey job = new JobKey(target.getOrDefault("Namespace", ""), target.getOrDefault("Job", ""));
    editor.records().putPolicy(job, target.getOrDefault("Group", ""), policy);
  }

  private static <T> void rows(JsonParser json, Class<T> type, Consumer<T> put) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      throw broken(JsonToken.START_ARRAY);
    }
    ObjectReader reader = MAPPER.readerFor(type);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      put.accept(reader.readValue(json));
    }
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.nextToken() != token) {
      throw broken(token);
    }
  }

  private static IOException broken(JsonToken expected) {
    return new IOException("a snapshot that is cut or broken: expected " + expected);
  }
}
