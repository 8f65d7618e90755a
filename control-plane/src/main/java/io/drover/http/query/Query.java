package io.drover.http.query;

import io.drover.state.Snapshot;
import io.drover.state.Watch;
import java.util.List;

/** A read as a pure function of the state, so that it can be run again when the state changes. */
public interface Query {

  /**
   * Runs it.
   *
   * @throws io.drover.http.Failure if the request cannot be answered at all; such an answer carries
   *     no index and is never waited for
   */
  Result run(Snapshot snapshot);

  /** What a change of the result would touch. */
  List<Watch> watches();

  /**
   * True if running it costs more than a look-up, so that equal queries should share the result.
   */
  default boolean costly() {
    return false;
  }
}
