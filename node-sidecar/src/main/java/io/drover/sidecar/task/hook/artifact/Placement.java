package io.drover.sidecar.task.hook.artifact;

import io.drover.sidecar.task.hook.InsideDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts what was fetched where the task finds it, as the owner of a task's directories. */
final class Placement {

  private static final int NOBODY = 65534;

  private final Path area;
  private final boolean privileged;

  /**
   * @param area the directory of the task or the allocation that the destination lies in
   * @param privileged whether owners can be set
   */
  Placement(Path area, boolean privileged) {
    this.area = area;
    this.privileged = privileged;
  }

  /** A single file to exactly that path. */
  void file(Path from, Path to) throws IOException {
    directories(to.getParent());
    if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("\"" + to + "\" is a directory");
    }
    own(from);
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What is in a directory into another one, over what is there. */
  void content(Path from, Path to) throws IOException {
    directories(to);
    merge(from, from, to);
  }

  private void merge(Path root, Path from, Path to) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
      for (Path entry : entries) {
        Path place = to.resolve(entry.getFileName().toString());
        if (Files.isSymbolicLink(entry)) {
          checkLink(root, entry);
          own(entry);
          Files.deleteIfExists(place);
          Files.move(entry, place, LinkOption.NOFOLLOW_LINKS);
        } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          directories(place);
          Files.setAttribute(place, "unix:mode", Files.getAttribute(entry, "unix:mode"));
          merge(root, entry, place);
        } else {
          file(entry, place);
        }
      }
    }
  }

  private static void checkLink(Path root, Path link) throws IOException {
    if (!InsideDirectory.linkStays(root, link, Files.readSymbolicLink(link))) {
      throw new ArtifactRefused(
          "\"" + root.relativize(link) + "\" is a link that leads out of the destination");
    }
  }

  private void directories(Path directory) throws IOException {
    InsideDirectory.check(area, directory);
    Path at = area;
    for (Path part : area.relativize(directory)) {
      at = at.resolve(part);
      if (!part.toString().isEmpty() && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(at);
        Files.setAttribute(at, "unix:mode", 0755);
        own(at);
      }
    }
  }

  private void own(Path path) throws IOException {
    if (privileged) {
      Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
