package io.drover.sidecar.task.hook.artifact;

import io.drover.sidecar.recover.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Fetches one artifact: to a staging directory first, and from there to its place. */
final class ArtifactFetch {

  private static final long CHECKSUM_FILE_BYTES_MAX = 1 << 20;

  private final ArtifactLimits limits;
  private final Path staging;
  private final Map<String, String> headers;

  /**
   * @param staging an empty directory that no task can write to
   */
  ArtifactFetch(ArtifactLimits limits, Path staging, Map<String, String> headers) {
    this.limits = limits;
    this.staging = staging;
    this.headers = headers;
  }

  /**
   * @param mode any, file or dir
   * @param to the file in mode file, else the directory
   */
  void fetch(ArtifactSource source, String mode, Path to, Placement placement)
      throws IOException, InterruptedException {
    switch (source.kind()) {
      case GIT -> repository(source, mode, to, placement);
      case HTTP, FILE -> download(source, mode, to, placement);
    }
  }

  private void repository(ArtifactSource source, String mode, Path to, Placement placement)
      throws IOException, InterruptedException {
    if (mode.equals("file")) {
      throw new ArtifactRefused("a repository is a directory, and mode is file");
    }
    if (!source.parameter("checksum").isEmpty()) {
      throw new ArtifactRefused("checksum cannot be specified for directory download");
    }
    boolean fromFiles = isFile(source.url());
    if (fromFiles) {
      allowed(source.url());
    }
    Path home = Files.createDirectory(staging.resolve("home"));
    Path tree = staging.resolve("tree");
    new GitCheckout(home, fromFiles, limits.gitTimeout()).fetch(source, tree);
    placement.content(subdirectory(tree, source), to);
  }

  private static boolean isFile(URI url) {
    return url.getScheme() == null || url.getScheme().equalsIgnoreCase("file");
  }

  private void download(ArtifactSource source, String mode, Path to, Placement placement)
      throws IOException, InterruptedException {
    Optional<String> format = format(source);
    if (format.isEmpty() && source.kind() == ArtifactSource.Kind.FILE) {
      Path from = allowed(source.url());
      if (Files.isDirectory(from)) {
        directory(source, from, mode, to, placement);
        return;
      }
    }
    if (format.isEmpty() && mode.equals("dir")) {
      throw new ArtifactRefused("mode is dir, and this is a file that is no known archive");
    }
    Path file = staging.resolve("download");
    if (source.kind() == ArtifactSource.Kind.HTTP) {
      new HttpDownload(limits, headers).fetch(source.url(), file);
    } else {
      Files.copy(allowed(source.url()), file);
    }
    verify(source, file);
    if (format.isEmpty()) {
      Files.setAttribute(file, "unix:mode", 0644);
      placement.file(file, mode.equals("file") ? to : to.resolve(source.fileName()));
    } else {
      unpack(source, format.get(), file, mode, to, placement);
    }
  }

  private void directory(
      ArtifactSource source, Path from, String mode, Path to, Placement placement)
      throws IOException {
    if (mode.equals("file")) {
      throw new ArtifactRefused("the source is a directory, and mode is file");
    }
    Path copy = staging.resolve("tree");
    try (Stream<Path> entries = Files.walk(from)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Files.copy(
            entry, copy.resolve(from.relativize(entry).toString()), LinkOption.NOFOLLOW_LINKS);
      }
    }
    placement.content(subdirectory(copy, source), to);
  }

  private static Optional<String> format(ArtifactSource source) throws ArtifactRefused {
    String asked = source.parameter("archive");
    if (asked.isEmpty() || asked.equals("true")) {
      return Archives.formatOf(source.url().getPath() == null ? "" : source.url().getPath());
    }
    if (List.of("false", "0", "f", "F", "FALSE", "False").contains(asked)) {
      return Optional.empty();
    }
    if (!Archives.known(asked)) {
      throw new ArtifactRefused("archive \"" + asked + "\" is no known format");
    }
    return Optional.of(asked);
  }

  private void unpack(
      ArtifactSource source, String format, Path archive, String mode, Path to, Placement placement)
      throws IOException {
    boolean single = List.of("gz", "bz2", "xz").contains(format);
    if (single && !mode.equals("file")) {
      throw new ArtifactRefused(
          format + "-compressed files can only unarchive to a single file: set mode to file");
    }
    Path tree = Files.createDirectory(staging.resolve("tree"));
    Archives.unpack(archive, format, "content", new UnpackTarget(tree, limits));
    Path chosen = subdirectory(tree, source);
    if (mode.equals("file")) {
      placement.file(only(chosen), to);
    } else {
      placement.content(chosen, to);
    }
  }

  private static Path only(Path tree) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.walk(tree)) {
      files = entries.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    if (files.size() != 1 || !Files.isRegularFile(files.getFirst(), LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactRefused("expected a single file in the archive, got " + files.size());
    }
    return files.getFirst();
  }

  private static Path subdirectory(Path tree, ArtifactSource source) throws IOException {
    if (source.subdirectory().isEmpty()) {
      return tree;
    }
    Path chosen = tree.resolve(source.subdirectory()).normalize();
    io.drover.sidecar.task.hook.InsideDirectory.check(tree, chosen);
    if (!Files.isDirectory(chosen, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactRefused(
          "subdirectory \"" + source.subdirectory() + "\" is not in what was fetched");
    }
    return chosen;
  }

  private void verify(ArtifactSource source, Path file) throws IOException, InterruptedException {
    String wanted = source.parameter("checksum");
    if (wanted.isEmpty()) {
      return;
    }
    checksum(source, wanted).verify(file);
  }

  private Checksum checksum(ArtifactSource source, String wanted)
      throws IOException, InterruptedException {
    if (!wanted.startsWith("file:")) {
      return Checksum.of(wanted);
    }
    ArtifactSource list = ArtifactSource.of(wanted.substring("file:".length()), Map.of());
    if (list.kind() != ArtifactSource.Kind.HTTP) {
      throw new ArtifactRefused("a checksum file is fetched over http only");
    }
    Path file = staging.resolve("checksums");
    new HttpDownload(limits, Map.of()).fetch(list.url(), file);
    if (Files.size(file) > CHECKSUM_FILE_BYTES_MAX) {
      throw new ArtifactRefused("the checksum file is larger than 1 MiB");
    }
    String path = source.url().getPath();
    return Checksum.in(Files.readAllLines(file), path.substring(path.lastIndexOf('/') + 1));
  }

  /** A path of the host that the operator has opened to jobs. */
  private Path allowed(URI url) throws IOException {
    if (limits.fileDirectories().isEmpty()) {
      throw new ArtifactRefused("download not supported for scheme 'file'");
    }
    Path path;
    try {
      path = Path.of(url.getPath()).toRealPath();
    } catch (java.nio.file.NoSuchFileException missing) {
      throw new IOException("no such file: " + url.getPath(), missing);
    }
    for (Path directory : limits.fileDirectories()) {
      if (path.startsWith(directory.toRealPath())) {
        return path;
      }
    }
    throw new ArtifactRefused("\"" + path + "\" is in no directory that the node opens to jobs");
  }

  /** Takes what is left of it away. */
  static void clear(Path staging) throws IOException {
    Trees.delete(staging);
  }
}
