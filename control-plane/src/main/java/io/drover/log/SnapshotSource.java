package io.drover.log;

import java.io.IOException;
import java.io.OutputStream;

/** A captured, immutable state that can write itself, once, on whatever thread is given to it. */
@FunctionalInterface
public interface SnapshotSource {

  /** Writes the state; the caller buffers, syncs and closes the stream. */
  void writeTo(OutputStream out) throws IOException;
}
