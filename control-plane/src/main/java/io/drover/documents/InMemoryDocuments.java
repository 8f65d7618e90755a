package io.drover.documents;

import io.drover.contract.ids.Digest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Documents without a disk, for unit tests and simulation; every stage is complete on return. */
public final class InMemoryDocuments implements DocumentStore {

  private final Map<Digest, byte[]> documents = new ConcurrentHashMap<>();
  private volatile @Nullable DocumentUnavailableException refusal;

  @Override
  public CompletionStage<Void> put(Digest digest, byte[] content) {
    DocumentUnavailableException refused = refusal;
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    if (!Digest.of(content).equals(digest)) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("the content does not have the digest " + digest));
    }
    documents.putIfAbsent(digest, content);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> putAll(Map<Digest, byte[]> several) {
    return CompletableFuture.allOf(
        several.entrySet().stream()
            .map(e -> put(e.getKey(), e.getValue()).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public Optional<byte[]> get(Digest digest) {
    return Optional.ofNullable(documents.get(digest));
  }

  @Override
  public CompletionStage<byte[]> fetch(Digest digest) {
    byte[] found = documents.get(digest);
    return found == null
        ? CompletableFuture.failedFuture(
            new DocumentUnavailableException("no member has the document " + digest))
        : CompletableFuture.completedFuture(found);
  }

  @Override
  public Set<Digest> keys() {
    return Set.copyOf(documents.keySet());
  }

  @Override
  public CompletionStage<Void> remove(Collection<Digest> digests) {
    documents.keySet().removeAll(Set.copyOf(digests));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}

  /** From now on documents are refused with this error; null ends it. */
  public void refuse(@Nullable DocumentUnavailableException cause) {
    refusal = cause;
  }
}
