package io.drover.sidecar.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.json.Json;
import io.drover.sidecar.recover.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The node's metadata: static, as the operator configured it, and dynamic, as it was changed over
 * the API; a dynamic null takes a static key away. Changes are on disk before they are told.
 * Thread-safe.
 */
public final class NodeMetadata {

  // What HCL takes for an identifier, several of them with dots between.
  private static final Pattern KEY =
      Pattern.compile(
          "[\\p{L}\\p{Nl}_][\\p{L}\\p{Nl}\\p{Nd}\\p{Mn}\\p{Mc}\\p{Pc}-]*"
              + "(\\.[\\p{L}\\p{Nl}_][\\p{L}\\p{Nl}\\p{Nd}\\p{Mn}\\p{Mc}\\p{Pc}-]*)*");
  private static final TypeReference<TreeMap<String, @Nullable String>> DYNAMIC =
      new TypeReference<>() {};

  private final Path file;
  private final Map<String, String> fixed;
  private TreeMap<String, @Nullable String> dynamic;
  private volatile Runnable listener = () -> {};

  private NodeMetadata(
      Path file, Map<String, String> fixed, TreeMap<String, @Nullable String> dynamic) {
    this.file = file;
    this.fixed = new TreeMap<>(fixed);
    this.dynamic = dynamic;
  }

  /**
   * Takes up what was changed before.
   *
   * @param file where changes are kept
   * @param fixed the static part
   * @throws IOException naming the file, when it cannot be read
   */
  public static NodeMetadata open(Path file, Map<String, String> fixed) throws IOException {
    try {
      return new NodeMetadata(
          file, fixed, Json.MAPPER.readValue(Files.readAllBytes(file), DYNAMIC));
    } catch (NoSuchFileException nothingChanged) {
      return new NodeMetadata(file, fixed, new TreeMap<>());
    } catch (IOException unreadable) {
      throw new IOException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Has {@code then} run after each change; it must not block. One at a time. */
  public void listen(Runnable then) {
    listener = then;
  }

  /** What is in force. */
  public synchronized Map<String, String> inForce() {
    return merged();
  }

  private TreeMap<String, String> merged() {
    TreeMap<String, String> all = new TreeMap<>(fixed);
    dynamic.forEach(
        (key, value) -> {
          if (value == null) {
            all.remove(key);
          } else {
            all.put(key, value);
          }
        });
    return all;
  }

  /** All of it as the JSON of /v1/client/metadata. */
  public synchronized byte[] json() throws IOException {
    TreeMap<String, Object> all = new TreeMap<>();
    all.put("Meta", merged());
    all.put("Dynamic", dynamic);
    all.put("Static", fixed);
    return Json.MAPPER.writeValueAsBytes(all);
  }

  /**
   * Changes it.
   *
   * @param changes JSON of key to text, or null to take the key away
   * @throws IllegalArgumentException with a text for the one who asked; nothing is changed then
   * @throws IOException when the change cannot be kept; it is not in force then
   */
  public void change(byte[] changes) throws IOException {
    TreeMap<String, @Nullable String> parsed = parse(changes);
    synchronized (this) {
      TreeMap<String, @Nullable String> next = new TreeMap<>(dynamic);
      next.putAll(parsed);
      AtomicFile.write(file, Json.MAPPER.writeValueAsBytes(next), true);
      dynamic = next;
    }
    listener.run();
  }

  private static TreeMap<String, @Nullable String> parse(byte[] changes) throws IOException {
    JsonNode given = read(changes);
    if (!given.isObject() || given.isEmpty()) {
      throw new IllegalArgumentException("missing required Meta object");
    }
    TreeMap<String, @Nullable String> parsed = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> all = given.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = all.next();
      if (!KEY.matcher(entry.getKey()).matches()) {
        throw new IllegalArgumentException(
            "\""
                + entry.getKey()
                + "\" is invalid; metadata keys must be valid dotted hcl identifiers");
      }
      JsonNode value = entry.getValue();
      if (!value.isNull() && !value.isTextual()) {
        throw new IllegalArgumentException(
            "the value of \"" + entry.getKey() + "\" is invalid; it must be a text or null");
      }
      parsed.put(entry.getKey(), value.isNull() ? null : value.textValue());
    }
    return parsed;
  }

  private static JsonNode read(byte[] changes) throws IOException {
    try {
      return Json.MAPPER.readTree(changes);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "Meta is malformed: " + malformed.getOriginalMessage(), malformed);
    }
  }
}
