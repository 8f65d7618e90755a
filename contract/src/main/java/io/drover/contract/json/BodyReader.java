package io.drover.contract.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the first JSON value of a request's body into a record; text after it is ignored. Values
 * have to be of the right type: nothing is converted, rounded or cut off. Texts of errors are those
 * that clients of the API know. Thread-safe.
 */
public final class BodyReader {

  /** The largest body read by default. The largest known job files have about 1 MiB. */
  public static final int BYTES_MAX_DEFAULT = 10 << 20;

  /** The deepest nesting read. A job without free-form values has 13 levels. */
  public static final int DEPTH_MAX = 100;

  /** The longest number read, in characters; a double needs less than 800. */
  private static final int NUMBER_CHARS_MAX = 1000;

  private static final ObjectMapper MAPPER = strictMapper();

  private final int bytesMax;

  /** A reader of bodies of at most this many bytes. */
  public BodyReader(int bytesMax) {
    if (bytesMax < 1) {
      throw new IllegalArgumentException("a body needs at least one byte, not " + bytesMax);
    }
    this.bytesMax = bytesMax;
  }

  private static ObjectMapper strictMapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_CHARS_MAX)
                    .build())
            .build();
    return Json.configure(JsonMapper.builder(factory))
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .withCoercionConfig(
            LogicalType.Textual,
            textual ->
                textual
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.POJO,
            pojo ->
                pojo.setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .build();
  }

  /**
   * The record that a body holds; one with nothing set if the body is {@code null}.
   *
   * @throws BodyTooLargeException if the stream has more bytes than allowed, or is nested too deep
   * @throws MalformedBodyException if it is no JSON
   * @throws BodyException if it is empty, or a value is of the wrong type
   * @throws IOException if the stream cannot be read
   */
  public <T extends Record> T read(InputStream body, Class<T> type) throws IOException {
    return read(body.readNBytes(bytesMax == Integer.MAX_VALUE ? bytesMax : bytesMax + 1), type);
  }

  /** As {@link #read(InputStream, Class)}. */
  public <T extends Record> T read(byte[] body, Class<T> type) {
    if (body.length > bytesMax) {
      throw BodyTooLargeException.bytes(body.length, bytesMax);
    }
    if (body.length == 0) {
      throw new BodyException("Request body is empty");
    }
    // Invalid bytes become the replacement character, as in Go.
    String text = new String(body, StandardCharsets.UTF_8);
    T value = decode(text, type);
    return value == null ? decode("{}", type) : value;
  }

  private static <T> T decode(String text, Class<T> type) {
    try (JsonParser parser = new StrictParser(MAPPER.createParser(text))) {
      try {
        return MAPPER.readValue(parser, type);
      } catch (JsonMappingException e) {
        throw wrong(text, type, e, parser);
      }
    } catch (JacksonException e) {
      throw malformed(text, e);
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can be read", e);
    }
  }

  /** A fault of the syntax is told before a value of the wrong type, wherever it is. */
  private static BodyException wrong(
      String text, Class<?> type, JsonMappingException e, JsonParser parser) {
    BodyException syntax = GoSyntax.fault(text, DEPTH_MAX);
    return syntax == null ? WrongType.of(type, e, parser) : syntax;
  }

  private static BodyException malformed(String text, JacksonException e) {
    BodyException syntax = GoSyntax.fault(text, DEPTH_MAX);
    return syntax == null
        ? new BodyException("request body cannot be read: " + e.getOriginalMessage())
        : syntax;
  }
}
