package io.drover.sidecar.fs;

import io.drover.sidecar.kernel.PathHandle;

/**
 * A file's mode as Go prints it, which is what the API shows: {@code drwxr-xr-x}, {@code
 * Lrwxrwxrwx}.
 */
final class GoFileMode {

  private static final String PERMISSIONS = "rwxrwxrwx";

  private GoFileMode() {}

  static String text(PathHandle.Facts facts) {
    StringBuilder text = new StringBuilder(12);
    text.append(
        switch (facts.kind()) {
          case DIRECTORY -> "d";
          case LINK -> "L";
          case BLOCK_DEVICE, CHARACTER_DEVICE -> "D";
          case FIFO -> "p";
          case SOCKET -> "S";
          case FILE -> "";
          case OTHER -> "?";
        });
    if ((facts.mode() & 04000) != 0) {
      text.append('u');
    }
    if ((facts.mode() & 02000) != 0) {
      text.append('g');
    }
    if (facts.kind() == PathHandle.Kind.CHARACTER_DEVICE) {
      text.append('c');
    }
    if ((facts.mode() & 01000) != 0) {
      text.append('t');
    }
    if (text.isEmpty()) {
      text.append('-');
    }
    for (int bit = 0; bit < PERMISSIONS.length(); bit++) {
      boolean set = (facts.mode() & 0400 >> bit) != 0;
      text.append(set ? PERMISSIONS.charAt(bit) : '-');
    }
    return text.toString();
  }
}
