package io.drover.leader;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.drover.contract.json.Json;
import io.drover.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The bytes of a log entry: the events of each command of a batch, in Smile (binary JSON), after
 * one byte that tells the format. A member that meets a format that it does not know stops instead
 * of guessing.
 */
final class EntryCodec {

  private static final byte FORMAT = 1;
  private static final TypeReference<List<List<Event>>> COMMANDS = new TypeReference<>() {};
  private static final ObjectMapper MAPPER = Json.configure(SmileMapper.builder()).build();
  private static final ObjectWriter WRITER = MAPPER.writerFor(COMMANDS);
  private static final ObjectReader READER = MAPPER.readerFor(COMMANDS);

  private EntryCodec() {}

  static byte[] encode(List<List<Event>> commands) {
    try {
      byte[] body = WRITER.writeValueAsBytes(commands);
      byte[] entry = new byte[body.length + 1];
      entry[0] = FORMAT;
      System.arraycopy(body, 0, entry, 1, body.length);
      return entry;
    } catch (IOException e) {
      throw new UncheckedIOException("events that cannot be written", e);
    }
  }

  static List<List<Event>> decode(byte[] entry) {
    if (entry.length == 0 || entry[0] != FORMAT) {
      throw new IllegalStateException(
          "a log entry of format %s; this version reads format %d only"
              .formatted(entry.length == 0 ? "none" : entry[0], FORMAT));
    }
    try {
      return READER.readValue(entry, 1, entry.length - 1);
    } catch (IOException e) {
      throw new UncheckedIOException("a log entry that cannot be read", e);
    }
  }
}
