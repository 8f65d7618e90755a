package io.drover.sidecar.logs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rotated files of one stream of a task, {@code <task>.<type>.<n>}, as other programs read them
 * too.
 *
 * @param directory the allocation's alloc/logs
 * @param stem {@code <task>.<type>}
 */
public record LogFiles(Path directory, String stem) {

  /** One file with its number. */
  public record Segment(int index, Path path) {
    /** Bytes in it, 0 when it is gone. */
    public long size() throws IOException {
      try {
        return Files.size(path);
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
}
