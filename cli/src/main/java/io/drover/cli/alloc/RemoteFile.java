package io.drover.cli.alloc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.drover.cli.Api;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file in the directory of an allocation. */
record RemoteFile(Api api, String allocation, String path) {

  /** All from an offset on. */
  void copy(long from, PrintStream out) throws IOException {
    Map<String, String> query = query();
    query.put("offset", Long.toString(from));
    query.put("follow", "false");
    frames(query, out);
  }

  /** The same, and what is written from now on. */
  void follow(long from, PrintStream out) throws IOException {
    Map<String, String> query = query();
    query.put("offset", Long.toString(from));
    frames(query, out);
  }

  /** The bytes before the end that the file had when it had that size. */
  byte[] end(long size, int bytesMax) throws IOException {
    long length = Math.min(size, bytesMax);
    if (length == 0) {
      return new byte[0];
    }
    Map<String, String> query = query();
    query.put("offset", Long.toString(size - length));
    query.put("limit", Long.toString(length));
    try (InputStream in = api.stream(Api.path("client", "fs", "readat", allocation), query)) {
      return in.readNBytes((int) length);
    }
  }

  private Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("path", path);
    return query;
  }

  /** Frames, unlike plain bytes, can say that something went wrong. */
  private void frames(Map<String, String> query, PrintStream out) throws IOException {
    try (InputStream in = api.stream(Api.path("client", "fs", "stream", allocation), query);
        MappingIterator<JsonNode> frames = Json.MAPPER.readerFor(JsonNode.class).readValues(in)) {
      while (frames.hasNextValue() && !out.checkError()) {
        byte[] data = frames.nextValue().path("Data").binaryValue();
        if (data != null) {
          out.write(data, 0, data.length);
          out.flush();
        }
      }
    }
  }
}
