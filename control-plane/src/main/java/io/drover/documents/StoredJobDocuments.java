package io.drover.documents;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Job documents out of the document store, with those parsed lately kept at hand. */
public final class StoredJobDocuments implements JobDocuments {

  /**
   * Bytes of documents whose parsed form is kept; a parsed one takes about three times as much
   * memory.
   */
  private static final long PARSED_BYTES_MAX = 16 << 20;

  /** How long a reader waits for a document that only another member has. */
  private static final long FETCH_SECONDS_MAX = 10;

  private record Parsed(byte[] bytes, JobSpec spec) {}

  private final DocumentStore store;
  private final LoadingCache<Digest, Parsed> parsed =
      Caffeine.newBuilder()
          .maximumWeight(PARSED_BYTES_MAX)
          .weigher((Digest digest, Parsed document) -> document.bytes().length)
          .build(this::load);

  public StoredJobDocuments(DocumentStore store) {
    this.store = store;
  }

  @Override
  public byte[] bytes(Digest digest) {
    return parsed.get(digest).bytes();
  }

  @Override
  public JobSpec spec(Digest digest) {
    return parsed.get(digest).spec();
  }

  private Parsed load(Digest digest) {
    byte[] bytes = store.get(digest).orElseGet(() -> fetch(digest));
    try {
      return new Parsed(bytes, Json.MAPPER.readValue(bytes, JobSpec.class));
    } catch (IOException e) {
      throw new UncheckedIOException("job document " + digest + " cannot be read", e);
    }
  }

  private byte[] fetch(Digest digest) {
    try {
      return store.fetch(digest).toCompletableFuture().get(FETCH_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while fetching job document " + digest, e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(
          "job document " + digest + " cannot be had from any member", e);
    }
  }
}
