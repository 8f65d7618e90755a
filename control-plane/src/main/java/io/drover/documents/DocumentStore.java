package io.drover.documents;

import io.drover.contract.ids.Digest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Immutable documents, each addressed by the SHA-256 of its bytes, on every member of the control
 * plane. Arrays handed in or out are shared and must not be changed. May be called from any thread.
 */
public interface DocumentStore extends AutoCloseable {

  /** The largest document, in bytes: the largest job body the HTTP interface takes is 16 MB. */
  int DOCUMENT_BYTES_MAX = 32 << 20;

  /**
   * Stores a document. Storing the same one again costs a look-up.
   *
   * @return completes when a majority of the configured members has it on disk; fails with {@link
   *     DocumentUnavailableException} if that cannot be reached or the disk is full, with {@link
   *     IllegalArgumentException} if the digest is not that of the content
   */
  CompletionStage<Void> put(Digest digest, byte[] content);

  /** Stores several; completes when all are stored, fails as soon as one fails. */
  CompletionStage<Void> putAll(Map<Digest, byte[]> documents);

  /** The document, if this member has it whole: from memory or from its own disk, no network. */
  Optional<byte[]> get(Digest digest);

  /**
   * The document from this member or any other, checked against its digest.
   *
   * @return fails with {@link DocumentUnavailableException} if no member that answers has it
   */
  CompletionStage<byte[]> fetch(Digest digest);

  /** The documents this member has, as of now. */
  Set<Digest> keys();

  /** Removes documents on every member that can be reached; unknown ones are no error. */
  CompletionStage<Void> remove(Collection<Digest> digests);

  /** Writes what is open to disk and stops. */
  @Override
  void close();
}
