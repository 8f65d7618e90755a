package io.drover.cli;

import java.io.IOException;

/** One leaf of the command tree. A new object is made for each call; picocli fills its fields. */
public interface Command {

  int OK = 0;
  int FAILED = 1;

  /** The job was accepted, but not all of it is placed, or its deployment failed. */
  int UNPLACED = 2;

  /** Returns the exit code. An IOException or UsageException becomes a message. */
  int run(Console console) throws IOException;

  /** The exit code of an error. */
  default int errorCode() {
    return FAILED;
  }

  /** True if all that follows the first argument that is no flag is not for this program. */
  default boolean passesOn() {
    return false;
  }
}
