package io.drover.jobspec.functions;

import static io.drover.jobspec.functions.FunctionTable.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Encodings, digests and ids. */
final class EncodingFunctions {

  private EncodingFunctions() {}

  static void addTo(FunctionTable table) {
    table.text("base64encode", "str", s -> Base64.getEncoder().encodeToString(s.getBytes(UTF_8)));
    table.text("base64decode", "str", EncodingFunctions::base64);
    table.text(
        "urlencode",
        "str",
        s -> URLEncoder.encode(s, UTF_8).replace("*", "%2A").replace("%7E", "~"));
    table.text("md5", "str", s -> digest("MD5", s));
    table.text("sha1", "str", s -> digest("SHA-1", s));
    table.text("sha256", "str", s -> digest("SHA-256", s));
    table.text("sha512", "str", s -> digest("SHA-512", s));
    table.add(
        "jsonencode",
        List.of(nullable("val", Type.ANY)),
        a -> Value.of(escaped(JsonValues.json(a.getFirst()).toString())));
    table.add("jsondecode", List.of(of("str", Type.STRING)), a -> json(text(a.getFirst())));
    table.add("csvdecode", List.of(of("str", Type.STRING)), a -> csv(text(a.getFirst())));
    table.add("uuidv4", List.of(), a -> Value.of(UUID.randomUUID().toString()));
    table.add(
        "uuidv5",
        List.of(of("namespace", Type.STRING), of("name", Type.STRING)),
        a -> Value.of(uuid5(text(a.get(0)), text(a.get(1)))));
  }

  /** Go writes these three as escapes, so that the text can stand in HTML. */
  private static String escaped(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }

  private static String base64(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new ValueException("failed to decode base64 data '" + text + "'");
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ValueException("the result of decoding the the provided string is not valid UTF-8");
    }
  }

  private static byte[] hash(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static String digest(String algorithm, String text) {
    return HexFormat.of().formatHex(hash(algorithm, text.getBytes(UTF_8)));
  }

  private static Value json(String text) {
    try (JsonParser parser = new ObjectMapper().createParser(text)) {
      ObjectMapper mapper =
          new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
      com.fasterxml.jackson.databind.JsonNode tree = mapper.readTree(parser);
      if (tree == null) {
        throw new ValueException("EOF");
      }
      if (hasMore(parser)) {
        throw new ValueException("extraneous data after JSON object");
      }
      return JsonValues.value(tree);
    } catch (JsonProcessingException e) {
      throw new ValueException(jsonProblem(text, e));
    } catch (java.io.IOException e) {
      throw new ValueException("EOF");
    }
  }

  private static boolean hasMore(JsonParser parser) throws java.io.IOException {
    try {
      return parser.nextToken() != null;
    } catch (JsonProcessingException e) {
      return true;
    }
  }

  private static String jsonProblem(String text, JsonProcessingException e) {
    int offset = e.getLocation() == null ? 0 : (int) e.getLocation().getCharOffset();
    int at = Math.max(0, offset - 1);
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    if (at >= text.length()) {
      return "EOF";
    }
    return "invalid character '" + text.charAt(at) + "' looking for beginning of value";
  }

  private static Value csv(String text) {
    List<List<String>> rows = rows(text);
    if (rows.isEmpty()) {
      throw new ValueException("missing header line");
    }
    List<String> header = rows.getFirst();
    for (int i = 0; i < header.size(); i++) {
      if (header.subList(0, i).contains(header.get(i))) {
        throw new ValueException("duplicate column name " + GoText.quote(header.get(i)));
      }
    }
    List<Value> objects = new ArrayList<>();
    for (int r = 1; r < rows.size(); r++) {
      List<String> row = rows.get(r);
      if (row.size() != header.size()) {
        throw new ValueException("CSV parse error on line " + (r + 1) + ": wrong number of fields");
      }
      Map<String, Value> members = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        members.put(header.get(i), Value.of(row.get(i)));
      }
      objects.add(Value.object(members));
    }
    return Value.tuple(objects);
  }

  private static List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else if (c == '"') {
          quoted = false;
        } else {
          field.append(c);
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        row.add(field.toString());
        field.setLength(0);
      } else if (c == '\n') {
        endRow(rows, row, field);
        row = new ArrayList<>();
      } else if (c != '\r') {
        field.append(c);
      }
    }
    endRow(rows, row, field);
    return rows;
  }

  private static void endRow(List<List<String>> rows, List<String> row, StringBuilder field) {
    if (!row.isEmpty() || !field.isEmpty()) {
      row.add(field.toString());
      rows.add(row);
    }
    field.setLength(0);
  }

  private static String uuid5(String namespace, String name) {
    String id =
        switch (namespace) {
          case "dns" -> "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
          case "url" -> "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
          case "oid" -> "6ba7b812-9dad-11d1-80b4-00c04fd430c8";
          case "x500" -> "6ba7b814-9dad-11d1-80b4-00c04fd430c8";
          default -> namespace;
        };
    if (id.length() != 36) {
      throw new ValueException(
          "uuidv5() doesn't support namespace "
              + namespace
              + " (invalid UUID length: "
              + namespace.length()
              + ")");
    }
    UUID parsed;
    try {
      parsed = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new ValueException(
          "uuidv5() doesn't support namespace " + namespace + " (invalid UUID format)");
    }
    byte[] text = name.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(16 + text.length);
    bytes.putLong(parsed.getMostSignificantBits()).putLong(parsed.getLeastSignificantBits());
    ByteBuffer hash = ByteBuffer.wrap(hash("SHA-1", bytes.put(text).array()));
    long most = hash.getLong() & ~0xf000L | 0x5000L;
    long least = hash.getLong() & ~(3L << 62) | 1L << 63;
    return new UUID(most, least).toString();
  }
}
