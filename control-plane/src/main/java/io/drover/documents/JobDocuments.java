package io.drover.documents;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;

/** Parsed job documents by digest, from the local store. Fast; safe for any thread. */
public interface JobDocuments {

  /**
   * The canonical JSON of the document, as stored. A document that the state refers to is always
   * there.
   */
  byte[] bytes(Digest digest);

  /** The same, parsed and shared. */
  JobSpec spec(Digest digest);
}
