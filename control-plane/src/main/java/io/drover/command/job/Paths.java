package io.drover.command.job;

/** Whether a path, as text, leaves the directory of an allocation. Links are the node's concern. */
final class Paths {

  private Paths() {}

  /**
   * Whether a path below {@code base}, itself below the allocation's directory, leads out of it.
   */
  static boolean escape(String base, String path) {
    int depth = 0;
    for (String part : (base + "/" + path).split("/", -1)) {
      switch (part) {
        case "", "." -> {}
        case ".." -> depth--;
        default -> depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }
}
