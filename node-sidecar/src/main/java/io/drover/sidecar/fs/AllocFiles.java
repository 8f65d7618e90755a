package io.drover.sidecar.fs;

import com.fasterxml.jackson.core.JsonGenerator;
import io.drover.contract.json.Json;
import io.drover.sidecar.kernel.PathHandle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The files of one allocation. Paths are relative to its directory however they begin, and lead
 * nowhere else; secrets are seen and not read; only regular files are opened.
 *
 * @param root the allocation's directory, absolute
 */
public record AllocFiles(Path root) {

  /** A directory with more shows the first so many by name: each costs some 200 bytes. */
  public static final int ENTRIES_MAX = 10_000;

  // What a member of the control plane takes as one message, with room to spare.
  private static final int LIST_BYTES_MAX = 8 << 20;
  // Go's RFC 3339 leaves trailing zeros out.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  /** A regular file, opened. */
  record Opened(FileChannel channel, PathHandle.Facts facts, String shown) {}

  /** The entries of a directory as the JSON of /v1/client/fs/ls. */
  public byte[] list(String path) throws FileRefused, IOException {
    try (Resolved found = Resolved.of(root, path, "open")) {
      if (found.handle().facts().kind() != PathHandle.Kind.DIRECTORY) {
        throw new FileRefused(
            FileRefused.Reason.OTHER, "readdirent " + found.shown() + ": not a directory");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
        json.writeStartArray();
        for (Path entry : entries(found.handle().path())) {
          if (out.size() > LIST_BYTES_MAX) {
            break;
          }
          writeIfThere(json, entry);
        }
        json.writeEndArray();
      }
      return out.toByteArray();
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    PriorityQueue<Path> first = new PriorityQueue<>(Comparator.reverseOrder());
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path entry : all) {
        first.add(entry);
        if (first.size() > ENTRIES_MAX) {
          first.remove();
        }
      }
    } catch (java.nio.file.DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    List<Path> sorted = new ArrayList<>(first);
    Collections.sort(sorted);
    return sorted;
  }

  private static void writeIfThere(JsonGenerator json, Path entry) throws IOException {
    try {
      write(json, entry.getFileName().toString(), PathHandle.Facts.of(entry, false), "");
    } catch (NoSuchFileException removedMeanwhile) {
      // It is as if it had been removed before.
    }
  }

  /** One file or directory as the JSON of /v1/client/fs/stat. */
  public byte[] stat(String path) throws FileRefused, IOException {
    requirePath(path);
    try (Resolved found = Resolved.of(root, path, "stat")) {
      PathHandle.Facts facts = found.handle().facts();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
        write(json, found.name(), facts, ContentType.of(found.name(), head(found, facts)));
      }
      return out.toByteArray();
    }
  }

  private static void requirePath(String path) throws FileRefused {
    if (path.isEmpty()) {
      throw new FileRefused(FileRefused.Reason.UNNAMED, "must provide a file name");
    }
  }

  private static byte[] head(Resolved found, PathHandle.Facts facts) {
    if (facts.kind() != PathHandle.Kind.FILE) {
      return new byte[0];
    }
    try (FileChannel channel = FileChannel.open(found.handle().path(), StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(ContentType.BYTES);
      channel.read(head);
      byte[] bytes = new byte[head.flip().remaining()];
      head.get(bytes);
      return bytes;
    } catch (IOException unreadable) {
      // The type is an extra; the rest of the answer does not depend on it.
      return new byte[0];
    }
  }

  private static void write(
      JsonGenerator json, String name, PathHandle.Facts facts, String contentType)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("Name", name);
    json.writeBooleanField("IsDir", facts.kind() == PathHandle.Kind.DIRECTORY);
    json.writeNumberField("Size", facts.size());
    json.writeStringField("FileMode", GoFileMode.text(facts));
    json.writeStringField("ModTime", time(facts.modified().toInstant()));
    json.writeStringField("ContentType", contentType);
    json.writeEndObject();
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** Opens a file for reading. */
  Opened open(String path) throws FileRefused, IOException {
    requirePath(path);
    try (Resolved found = Resolved.of(root, path, "stat")) {
      PathHandle.Facts facts = found.handle().facts();
      if (facts.kind() == PathHandle.Kind.DIRECTORY) {
        throw new FileRefused(FileRefused.Reason.DIRECTORY, "file \"" + path + "\" is a directory");
      }
      if (found.secret()) {
        throw new FileRefused(FileRefused.Reason.SECRET, "Reading secret file prohibited: " + path);
      }
      if (facts.kind() != PathHandle.Kind.FILE) {
        throw new FileRefused(
            FileRefused.Reason.SPECIAL, "file \"" + path + "\" is not a regular file");
      }
      return new Opened(
          FileChannel.open(found.handle().path(), StandardOpenOption.READ), facts, found.shown());
    }
  }

  /** What a path names now; nothing when it names nothing any more. */
  Optional<PathHandle.Facts> facts(String path) throws IOException {
    try (Resolved found = Resolved.of(root, path, "stat")) {
      return Optional.of(found.handle().facts());
    } catch (FileRefused gone) {
      return Optional.empty();
    }
  }
}
