package io.drover.sidecar.task.hook;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Reasons in words: file system exceptions often say no more than a path. */
public final class Failures {

  private Failures() {}

  /** For a user. */
  public static String text(IOException failure) {
    String message = failure.getMessage();
    if (failure instanceof FileSystemException system && system.getReason() == null) {
      return failure.getClass().getSimpleName() + ": " + message;
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
