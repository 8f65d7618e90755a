package io.drover.e2e.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the end of HTTP/1.1 answers in a stream of bytes without keeping their bodies: a load
 * generator that shares the machine with what it measures must cost little.
 */
final class AnswerReader {

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK_DATA,
    TRAILER
  }

  private final StringBuilder line = new StringBuilder();
  private State state = State.HEAD;
  private int status;
  private long left;
  private boolean chunked;

  /** Takes bytes up to the end of an answer; true if it was reached. */
  boolean read(ByteBuffer in) {
    while (in.hasRemaining()) {
      boolean done =
          switch (state) {
            case BODY -> {
              skip(in);
              yield left == 0;
            }
            case CHUNK_DATA -> {
              skip(in);
              if (left == 0) {
                state = State.CHUNK_SIZE;
              }
              yield false;
            }
            case HEAD, CHUNK_SIZE, TRAILER -> endOfLine(in) && line();
          };
      if (done) {
        state = State.HEAD;
        return true;
      }
    }
    return false;
  }

  /** Of the answer that was read last. */
  int status() {
    return status;
  }

  private void skip(ByteBuffer in) {
    int n = (int) Math.min(left, in.remaining());
    in.position(in.position() + n);
    left -= n;
  }

  private boolean endOfLine(ByteBuffer in) {
    while (in.hasRemaining()) {
      byte b = in.get();
      if (b == '\n') {
        return true;
      }
      if (b != '\r') {
        line.append((char) (b & 0xff));
      }
    }
    return false;
  }

  /** Acts on a whole line; true if the answer ends with it. */
  private boolean line() {
    String text = line.toString();
    line.setLength(0);
    return switch (state) {
      case HEAD -> text.isEmpty() ? endOfHead() : header(text);
      case CHUNK_SIZE -> chunkSize(text);
      case TRAILER -> text.isEmpty();
      case BODY, CHUNK_DATA -> throw new IllegalStateException("bodies have no lines");
    };
  }

  private boolean header(String text) {
    if (text.startsWith("HTTP/1.1 ")) {
      status = Integer.parseInt(text.substring(9, 12));
      left = 0;
      chunked = false;
      return false;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("content-length:")) {
      left = Long.parseLong(lower.substring("content-length:".length()).strip());
    } else if (lower.startsWith("transfer-encoding:")) {
      chunked = lower.contains("chunked");
    }
    return false;
  }

  private boolean endOfHead() {
    if (chunked) {
      state = State.CHUNK_SIZE;
      return false;
    }
    state = State.BODY;
    return left == 0;
  }

  private boolean chunkSize(String text) {
    int size = Integer.parseInt(text.strip(), 16);
    if (size == 0) {
      state = State.TRAILER;
    } else {
      // The line end after the data belongs to it.
      left = size + 2L;
      state = State.CHUNK_DATA;
    }
    return false;
  }

  /** A request with a body if there is one. */
  static byte[] request(String method, String path, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            .formatted(method, path, content.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + content.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return all;
  }
}
