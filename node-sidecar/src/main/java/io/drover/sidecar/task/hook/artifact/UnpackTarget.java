package io.drover.sidecar.task.hook.artifact;

import io.drover.sidecar.task.hook.InsideDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An empty directory into which an archive is unpacked. Nothing that it holds can lead out of it,
 * become more than the bounds, or have rights beyond those of a plain file.
 */
final class UnpackTarget {

  private static final int PERMISSIONS = 0777;

  private final Path root;
  private final ArtifactLimits limits;
  private long bytes;
  private int entries;

  UnpackTarget(Path root, ArtifactLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  private Path place(String name) throws IOException {
    if (++entries > limits.unpackedFilesMax()) {
      throw new ArtifactRefused(
          "the archive holds more than " + limits.unpackedFilesMax() + " files");
    }
    Path path = within(name, name);
    InsideDirectory.check(root, path.equals(root) ? path : path.getParent());
    return path;
  }

  private Path within(String entry, String name) throws ArtifactRefused {
    try {
      if (name.startsWith("/") || name.indexOf('\\') >= 0 && name.contains("..")) {
        throw escapes(entry);
      }
      Path path = root.resolve(name).normalize();
      if (!path.startsWith(root)) {
        throw escapes(entry);
      }
      return path;
    } catch (InvalidPathException wrong) {
      throw new ArtifactRefused("the archive holds an entry with an impossible name");
    }
  }

  private static ArtifactRefused escapes(String name) {
    return new ArtifactRefused("\"" + name + "\" in the archive leads out of its destination");
  }

  void directory(String name, int mode) throws IOException {
    Path path = place(name);
    Files.createDirectories(path);
    if (!path.equals(root)) {
      // What comes into it must still be writable for us.
      Files.setAttribute(path, "unix:mode", mode & PERMISSIONS | 0700);
    }
  }

  void file(String name, int mode, InputStream content) throws IOException {
    Path path = place(name);
    if (path.equals(root)) {
      throw escapes(name);
    }
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    try (OutputStream file =
        Files.newOutputStream(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      byte[] buffer = new byte[64 << 10];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        bytes += read;
        if (bytes > limits.unpackedBytesMax()) {
          throw new ArtifactRefused(
              "the archive unpacks to more than " + limits.unpackedBytesMax() + " bytes");
        }
        file.write(buffer, 0, read);
      }
    }
    Files.setAttribute(path, "unix:mode", mode & PERMISSIONS);
  }

  void link(String name, String to) throws IOException {
    Path path = place(name);
    if (path.equals(root) || !InsideDirectory.linkStays(root, path, Path.of(to))) {
      throw escapes(name);
    }
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    Files.createSymbolicLink(path, Path.of(to));
  }

  /** A hard link; it becomes a file of its own. */
  void same(String name, String as) throws IOException {
    Path original = within(name, as);
    InsideDirectory.check(root, original);
    if (!Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)) {
      throw escapes(name);
    }
    int mode = (Integer) Files.getAttribute(original, "unix:mode");
    try (InputStream content = Files.newInputStream(original)) {
      file(name, mode, content);
    }
  }
}
