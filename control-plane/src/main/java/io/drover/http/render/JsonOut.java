package io.drover.http.render;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Builds JSON as bytes. */
public final class JsonOut {

  private static final byte[] EMPTY = "[]".getBytes(StandardCharsets.US_ASCII);

  /** Writes to a generator. */
  @FunctionalInterface
  public interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  private JsonOut() {}

  /** Any value by the rules of the wire. */
  public static byte[] of(Object value) {
    try {
      return Json.MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + value.getClass().getSimpleName() + " is no JSON", e);
    }
  }

  /** What the writing wrote. */
  public static byte[] bytes(Writing writing) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(512);
    try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  /** A list of rows that are JSON already. */
  public static <T> byte[] list(List<T> rows, Function<T, byte[]> json) {
    if (rows.isEmpty()) {
      return EMPTY.clone();
    }
    byte[][] parts = new byte[rows.size()][];
    int size = 1 + parts.length;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = json.apply(rows.get(i));
      size += parts[i].length;
    }
    byte[] list = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      list[at++] = (byte) (at == 1 ? '[' : ',');
      System.arraycopy(part, 0, list, at, part.length);
      at += part.length;
    }
    list[at] = ']';
    return list;
  }
}
