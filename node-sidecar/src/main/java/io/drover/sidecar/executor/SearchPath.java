package io.drover.sidecar.executor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Directories that programs are looked for in, and what is so where nobody names any. */
public final class SearchPath {

  /** As a PATH variable. */
  public static final String DEFAULT =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private SearchPath() {}

  /** The directories of a PATH variable, without those that are not absolute. */
  public static List<String> directories(String searchPath) {
    return List.of(searchPath.split(":")).stream()
        .filter(directory -> directory.startsWith("/"))
        .toList();
  }

  /**
   * The first place of that name that {@code fits}; what has a slash is no name and has none.
   *
   * @param searchPath directories separated by colons
   */
  public static Optional<Path> find(String name, String searchPath, Predicate<Path> fits) {
    return name.contains("/")
        ? Optional.empty()
        : directories(searchPath).stream()
            .map(directory -> Path.of(directory, name))
            .filter(fits)
            .findFirst();
  }
}
