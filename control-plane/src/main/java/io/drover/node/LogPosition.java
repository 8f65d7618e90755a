package io.drover.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A place in a task's log, which is spread over numbered files of which the first vanish in time.
 *
 * @param stem the files' name up to the number, {@code alloc/logs/web.stdout.}
 * @param index the file's number
 * @param offset bytes into that file
 */
record LogPosition(String stem, long index, long offset) {

  /** Behind the bytes that end there. */
  static LogPosition after(String file, long offset) {
    int dot = file.lastIndexOf('.') + 1;
    return new LogPosition(file.substring(0, dot), Long.parseLong(file.substring(dot)), offset);
  }

  /** Where to go on, given the files that there are. */
  Resumption in(byte[] listing) throws IOException {
    SortedMap<Long, Long> sizes = sizes(listing);
    long before = sizes.headMap(index).values().stream().mapToLong(Long::longValue).sum();
    Long own = sizes.get(index);
    return own == null
        ? new Resumption(before, this, true)
        : new Resumption(before + Math.min(own, offset), this, offset >= own);
  }

  private SortedMap<Long, Long> sizes(byte[] listing) throws IOException {
    SortedMap<Long, Long> sizes = new TreeMap<>();
    String name = stem.substring(stem.lastIndexOf('/') + 1);
    for (JsonNode file : Json.MAPPER.readTree(listing)) {
      String found = file.path("Name").asText();
      if (found.startsWith(name) && found.substring(name.length()).matches("\\d{1,18}")) {
        sizes.put(Long.parseLong(found.substring(name.length())), file.path("Size").asLong());
      }
    }
    return sizes;
  }

  /** The folder of the files. */
  String folder() {
    return stem.substring(0, stem.lastIndexOf('/') + 1);
  }

  /**
   * How to ask for the rest.
   *
   * @param offset bytes from the start of all files
   * @param nextFile whether the rest may begin with the next file
   */
  record Resumption(long offset, LogPosition from, boolean nextFile) {

    /** True if this is what comes next: a file that vanished meanwhile makes a gap. */
    boolean continuedBy(String file, long end, int length) {
      LogPosition begin = LogPosition.after(file, end - length);
      return begin.index == from.index
          ? begin.offset == from.offset
          : nextFile && begin.index > from.index && begin.offset == 0;
    }
  }
}
