package io.drover.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an answer, shared by all who get the same one, which is why compression is done here
 * and not by the server for each connection: a body is compressed once, when first asked for. Any
 * thread may use it; two that ask at the same moment may both compress.
 */
public final class Body {

  /** Nothing at all. */
  public static final Body EMPTY = new Body(new byte[0], "");

  /** A content type that browsers and clients read as text. */
  public static final String TEXT = "text/plain; charset=utf-8";

  public static final String JSON = "application/json";

  /** How a body can be encoded for its way. */
  public enum Encoding {
    PLAIN(""),
    GZIP("gzip"),
    /** Without the zlib frame, as Nomad sends it. */
    DEFLATE("deflate");

    private final String token;

    Encoding(String token) {
      this.token = token;
    }

    /** The value of the Content-Encoding header; empty for none. */
    public String token() {
      return token;
    }
  }

  private final byte[] plain;
  private final String contentType;
  private volatile byte @Nullable [] gzip;
  private volatile byte @Nullable [] deflate;

  private Body(byte[] plain, String contentType) {
    this.plain = plain;
    this.contentType = contentType;
  }

  /** A JSON document in UTF-8; the bytes must not be changed afterwards. */
  public static Body json(byte[] bytes) {
    return new Body(bytes, JSON);
  }

  public static Body text(String text) {
    return text.isEmpty() ? EMPTY : new Body(text.getBytes(StandardCharsets.UTF_8), TEXT);
  }

  /** Bytes of any other type. */
  public static Body of(byte[] bytes, String contentType) {
    return new Body(bytes, contentType);
  }

  /** Empty for an answer without a body. */
  public String contentType() {
    return contentType;
  }

  /** The length before compression. */
  public int sizeBytes() {
    return plain.length;
  }

  /** The bytes in that encoding; they must not be changed. */
  public byte[] bytes(Encoding encoding) {
    return switch (encoding) {
      case PLAIN -> plain;
      case GZIP -> {
        byte[] ready = gzip;
        yield ready != null ? ready : (gzip = compress(encoding));
      }
      case DEFLATE -> {
        byte[] ready = deflate;
        yield ready != null ? ready : (deflate = compress(encoding));
      }
    };
  }

  private byte[] compress(Encoding encoding) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 64);
    // The fastest level: answers are small or many, and the processor is what runs out first.
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try (DeflaterOutputStream to =
        encoding == Encoding.GZIP
            ? new GZIPOutputStream(out)
            : new DeflaterOutputStream(out, deflater)) {
      to.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }
}
