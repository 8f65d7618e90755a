package io.drover.sidecar.logs;

import io.drover.sidecar.kernel.PathHandle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rotated files of one stream of a task, {@code <task>.<type>.<n>}, as other programs read them
 * too. The directory is the task's to write in: links and FIFOs that it may put there are neither
 * followed nor opened.
 *
 * @param directory the allocation's alloc/logs
 * @param stem {@code <task>.<type>}
 */
public record LogFiles(Path directory, String stem) {

  /** One file with its number. */
  public record Segment(int index, Path path) {
    /** Bytes in it, 0 when it is gone or is no file. */
    public long size() throws IOException {
      try {
        PathHandle.Facts facts = PathHandle.Facts.of(path, false);
        return facts.kind() == PathHandle.Kind.FILE ? facts.size() : 0;
      } catch (NoSuchFileException gone) {
        return 0;
      }
    }
  }

  /** The file of that number, which need not exist. */
  public Segment segment(int index) {
    return new Segment(index, directory.resolve(stem + "." + index));
  }

  /** Those that exist, the oldest first. */
  public List<Segment> segments() throws IOException {
    List<Segment> found = new ArrayList<>();
    String prefix = stem + ".";
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(prefix) && name.substring(prefix.length()).matches("[0-9]{1,9}")) {
          found.add(new Segment(Integer.parseInt(name.substring(prefix.length())), entry));
        }
      }
    } catch (NoSuchFileException noDirectory) {
      return List.of();
    }
    found.sort(Comparator.comparingInt(Segment::index));
    return found;
  }

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException when there is none, or something else by that name
   */
  FileChannel read(int index) throws IOException {
    try (PathHandle here = here();
        PathHandle file = here.child(stem + "." + index)) {
      if (file.facts().kind() != PathHandle.Kind.FILE) {
        throw new NoSuchFileException(segment(index).path().toString());
      }
      return FileChannel.open(file.path(), StandardOpenOption.READ);
    }
  }

  /** Opens a file for writing, and makes it, and the directory, when they are not there. */
  FileChannel write(int index) throws IOException {
    if (!Files.exists(directory)) {
      Files.createDirectories(directory);
    }
    try (PathHandle here = here()) {
      Path inside = here.path().resolve(stem + "." + index);
      try (PathHandle file = here.child(stem + "." + index)) {
        if (file.facts().kind() == PathHandle.Kind.FILE) {
          return FileChannel.open(file.path(), StandardOpenOption.WRITE);
        }
        // The name is the collector's; a FIFO by that name would hold it up for ever.
        Files.delete(inside);
      } catch (NoSuchFileException fresh) {
        // Made below.
      }
      return FileChannel.open(inside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }

  private PathHandle here() throws IOException {
    PathHandle here = PathHandle.of(directory);
    if (here.facts().kind() == PathHandle.Kind.DIRECTORY) {
      return here;
    }
    here.close();
    throw new IOException(directory + " is not a directory");
  }
}
