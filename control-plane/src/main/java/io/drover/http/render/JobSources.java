package io.drover.http.render;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.api.JobSubmission;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.documents.DocumentStore;
import io.drover.state.JobSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The texts that jobs were made from: each is a document, the state knows only its digest. */
@Singleton
public final class JobSources {

  private static final String[] UNITS = {"B", "kB", "MB", "GB"};

  /** How long a reader waits for a text that only another member has. */
  private static final long FETCH_SECONDS_MAX = 10;

  /** A text as it is stored. */
  private record Stored(
      String source, String format, Map<String, String> variableFlags, String variables) {}

  /** A text as it is shown. */
  private record Shown(
      String source,
      String format,
      Map<String, String> variableFlags,
      String variables,
      String namespace,
      @JsonProperty("JobID") String jobId,
      long version,
      long jobModifyIndex) {}

  /**
   * A text that came with a job.
   *
   * @param document null if it is not kept
   * @param warning why it is not kept; empty if it is
   */
  public record Taken(@Nullable Digest digest, byte @Nullable [] document, String warning) {

    private static final Taken NOTHING = new Taken(null, null, "");
  }

  private final DocumentStore documents;

  @Inject
  JobSources(DocumentStore documents) {
    this.documents = documents;
  }

  /** Makes a document of what a client sent, or says why not: it is larger than that. */
  public static Taken take(@Nullable JobSubmission given, long bytesMax) {
    if (given == null) {
      return Taken.NOTHING;
    }
    Map<String, String> flags = new TreeMap<>();
    if (given.variableFlags() != null) {
      given.variableFlags().forEach((name, value) -> flags.put(name, orEmpty(value)));
    }
    Stored stored =
        new Stored(
            orEmpty(given.source()), orEmpty(given.format()), flags, orEmpty(given.variables()));
    long size = sizeBytes(stored);
    if (size > bytesMax) {
      return new Taken(
          null,
          null,
          "job source size of %s exceeds maximum of %s and will be discarded"
              .formatted(human(size), human(bytesMax)));
    }
    byte[] document = JsonOut.of(stored);
    return new Taken(Digest.of(document), document, "");
  }

  /** The text of a version as JSON. */
  public byte[] json(JobSource of) {
    try {
      Stored stored = Json.MAPPER.readValue(bytes(of.digest()), Stored.class);
      return JsonOut.of(
          new Shown(
              stored.source(),
              stored.format(),
              stored.variableFlags(),
              stored.variables(),
              of.namespace(),
              of.jobId(),
              of.version(),
              of.jobModifyIndex()));
    } catch (IOException e) {
      throw new UncheckedIOException("the source " + of.digest() + " cannot be read", e);
    }
  }

  private byte[] bytes(Digest digest) {
    return documents.get(digest).orElseGet(() -> fetch(digest));
  }

  private byte[] fetch(Digest digest) {
    try {
      return documents.fetch(digest).toCompletableFuture().get(FETCH_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while fetching the source " + digest, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no member answers with the source " + digest, e);
    }
  }

  private static long sizeBytes(Stored text) {
    long size = utf8(text.source()) + utf8(text.variables());
    for (Map.Entry<String, String> flag : text.variableFlags().entrySet()) {
      size += utf8(flag.getKey()) + utf8(flag.getValue());
    }
    return size;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** As people read it: two digits, in thousands. */
  static String human(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    double rounded = Math.floor(value * 10 + 0.5) / 10;
    String format = unit > 0 && rounded < 10 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, rounded, UNITS[unit]);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
