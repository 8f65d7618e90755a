package io.drover.sidecar.task.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Keeps what is written for a task inside its directories, whatever links a task has left there.
 */
public final class InsideDirectory {

  private InsideDirectory() {}

  /**
   * Checks what exists of a path: no part of it below {@code root} is a link.
   *
   * @throws IOException naming the link
   */
  public static void check(Path root, Path path) throws IOException {
    Path at = root;
    for (Path part : root.relativize(path)) {
      at = at.resolve(part);
      if (Files.isSymbolicLink(at)) {
        throw new IOException("\"" + at + "\" is a link");
      }
      if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
    }
  }

  /**
   * Whether a link stays inside. What goes up must do so at the beginning of the target: behind
   * another link, going up leads elsewhere than it seems.
   *
   * @param link where it is, with no links above it below {@code root}
   */
  public static boolean linkStays(Path root, Path link, Path target) {
    if (target.isAbsolute() || !link.getParent().resolve(target).normalize().startsWith(root)) {
      return false;
    }
    boolean down = false;
    for (Path part : target) {
      boolean up = part.toString().equals("..");
      if (up && down) {
        return false;
      }
      down |= !up;
    }
    return true;
  }
}
