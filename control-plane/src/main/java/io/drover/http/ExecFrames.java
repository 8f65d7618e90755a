package io.drover.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.drover.contract.json.Json;
import io.drover.contract.node.v1.TerminalSize;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferToNode;
import io.drover.http.render.JsonOut;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The JSON messages of an exec websocket. Source: http-api.md 2.6. */
final class ExecFrames {

  /** The most that one message of the protocol with nodes takes. */
  private static final int PART_BYTES_MAX = 64 << 10;

  private static final int HANDSHAKE_VERSION = 1;

  private ExecFrames() {}

  /** What a client's message means for the node; nothing for a sign of life. */
  static List<TransferToNode> toNode(String text) {
    JsonNode message = parsed(text);
    List<TransferToNode> meant = new ArrayList<>();
    JsonNode stdin = message.path("stdin");
    byte[] data = data(stdin.path("data"));
    for (int at = 0; at < data.length; at += PART_BYTES_MAX) {
      int length = Math.min(PART_BYTES_MAX, data.length - at);
      meant.add(
          TransferToNode.newBuilder().setStdin(ByteString.copyFrom(data, at, length)).build());
    }
    if (stdin.path("close").asBoolean()) {
      meant.add(TransferToNode.newBuilder().setStdinClosed(true).build());
    }
    JsonNode size = message.path("tty_size");
    if (size.isObject()) {
      meant.add(
          TransferToNode.newBuilder()
              .setTerminalSize(
                  TerminalSize.newBuilder()
                      .setHeight(cells(size.path("height")))
                      .setWidth(cells(size.path("width"))))
              .build());
    }
    return meant;
  }

  private static byte[] data(JsonNode base64) {
    try {
      return base64.isTextual() ? base64.binaryValue() : new byte[0];
    } catch (IOException e) {
      throw new Failure(400, "stdin.data is not base64");
    }
  }

  /** Kernels keep these in 16 bits. */
  private static int cells(JsonNode number) {
    return Math.clamp(number.asLong(), 0, 0xffff);
  }

  /** Refuses a first message that is no handshake of our version. */
  static void requireHandshake(String text) {
    long version = parsed(text).path("version").asLong();
    if (version != HANDSHAKE_VERSION) {
      throw new Failure(400, "unexpected handshake value: " + version);
    }
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode message = Json.MAPPER.readTree(text);
      if (message.isObject()) {
        return message;
      }
    } catch (JsonProcessingException e) {
      throw new Failure(400, "a message is not valid JSON");
    }
    throw new Failure(400, "a message is not a JSON object");
  }

  /** Output of the command; {@code stream} is stdout or stderr. */
  static String output(String stream, ByteString data) {
    return text(
        out -> {
          out.writeStartObject();
          out.writeObjectFieldStart(stream);
          out.writeBinaryField("data", data.toByteArray());
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  /** The end of a stream. */
  static String closed(String stream) {
    return "{\"" + stream + "\":{\"close\":true}}";
  }

  /** How the command ended; a zero is left out. */
  static String exited(TransferEnd end) {
    return end.getExitCode() == 0
        ? "{\"exited\":true,\"result\":{}}"
        : "{\"exited\":true,\"result\":{\"exit_code\":%d}}".formatted(end.getExitCode());
  }

  private static String text(JsonOut.Writing writing) {
    return new String(JsonOut.bytes(writing), StandardCharsets.UTF_8);
  }
}
