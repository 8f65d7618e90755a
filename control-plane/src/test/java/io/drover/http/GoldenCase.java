package io.drover.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One recorded request and its answer, and what differs from run to run.
 *
 * @param firstRegistered body of a registration that has to come before, null if none
 */
record GoldenCase(
    String name,
    JsonNode request,
    JsonNode response,
    List<String> volatiles,
    @Nullable String firstRegistered) {

  static final ObjectMapper JSON = new ObjectMapper();

  /** Reads {@code golden/<area>/<name>.json} from the test's resources. */
  static GoldenCase read(String path) {
    try (InputStream in = GoldenCase.class.getResourceAsStream("/golden/" + path + ".json")) {
      JsonNode whole = JSON.readTree(Objects.requireNonNull(in, path));
      List<String> volatiles = whole.get("volatile").valueStream().map(JsonNode::asText).toList();
      JsonNode first = whole.path("notes").path("first registered");
      String registered = first.isMissingNode() ? null : "{\"Job\":" + first + "}";
      return new GoldenCase(
          path, whole.get("request"), whole.get("response"), volatiles, registered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String method() {
    return request.get("method").asText().replace(" (websocket)", "");
  }

  String path() {
    return request.get("path").asText();
  }

  /** The request's body as it was sent; empty for none. */
  String body() {
    JsonNode body = request.get("body");
    return body == null ? "" : body.isTextual() ? body.asText() : body.toString();
  }

  int status() {
    return response.get("status").asInt();
  }

  /** The recorded body without its volatile places. */
  JsonNode expected() {
    return stripped(response.get("body"));
  }

  /** A body without the places that are volatile in this case. */
  JsonNode stripped(JsonNode body) {
    JsonNode copy = body.deepCopy();
    for (String pointer : volatiles) {
      if (pointer.startsWith("/response/body/")) {
        remove(copy, pointer.substring("/response/body/".length()).split("/"), 0);
      }
    }
    return copy;
  }

  private static void remove(JsonNode node, String[] path, int at) {
    boolean last = at == path.length - 1;
    if (node instanceof ObjectNode object) {
      for (String name : object.properties().stream().map(p -> p.getKey()).toList()) {
        if (path[at].equals("*") || path[at].equals(name)) {
          if (last) {
            object.remove(name);
          } else {
            remove(object.get(name), path, at + 1);
          }
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = array.size() - 1; i >= 0; i--) {
        if (path[at].equals("*") || path[at].equals(String.valueOf(i))) {
          if (last) {
            array.remove(i);
          } else {
            remove(array.get(i), path, at + 1);
          }
        }
      }
    }
  }
}
