package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One limit: a file of a group and what is written to it. */
record LimitFile(GroupDirectory group, String file, String value) {

  /** Writes all, in order. */
  static void write(List<LimitFile> files) throws IOException {
    for (LimitFile one : files) {
      one.write();
    }
  }

  /** Writes all or, when the kernel refuses one, none: what was written before is put back. */
  static void replace(List<LimitFile> files) throws IOException {
    @Nullable String[] before = new String[files.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = files.get(i).read();
    }
    for (int i = 0; i < before.length; i++) {
      try {
        files.get(i).write();
      } catch (IOException refused) {
        putBack(files.subList(0, i), before, refused);
        throw refused;
      }
    }
  }

  private static void putBack(
      List<LimitFile> written, @Nullable String[] before, IOException refused) {
    for (int i = written.size() - 1; i >= 0; i--) {
      String old = before[i];
      if (old != null) {
        LimitFile one = written.get(i);
        try {
          new LimitFile(one.group, one.file, old).write();
        } catch (IOException also) {
          refused.addSuppressed(also);
        }
      }
    }
  }

  private @Nullable String read() throws IOException {
    return group.has(file) ? group.read(file) : null;
  }

  private void write() throws IOException {
    try {
      // The kernel takes an empty line for "as the group above"; nothing at all it never sees.
      group.write(file, value.isEmpty() ? "\n" : value);
    } catch (IOException refused) {
      throw new IOException(
          "cannot set %s to \"%s\" for cgroup %s: %s"
              .formatted(file, value, group.path(), reason(refused)),
          refused);
    }
  }

  private static String reason(IOException refused) {
    String reason =
        refused instanceof FileSystemException named ? named.getReason() : refused.getMessage();
    return reason == null ? refused.getClass().getSimpleName() : reason;
  }
}
