package io.drover.http.query;

import io.drover.http.Failure;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string, as sent. The first of several values counts, as in Go. */
public final class Args {

  /** Far more than any client sends; keeps hash tables small for hostile ones. */
  private static final int PARAMETERS_MAX = 256;

  private static final Args NONE = new Args(Map.of());

  private final Map<String, List<String>> values;

  private Args(Map<String, List<String>> values) {
    this.values = values;
  }

  /** The parameters of a raw query string, which may be null. */
  public static Args of(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return NONE;
    }
    try {
      // A semicolon is an ordinary character, as it is for Go.
      return new Args(
          QueryStringDecoder.builder()
              .hasPath(false)
              .maxParams(PARAMETERS_MAX)
              .semicolonIsNormalChar(true)
              .build(query)
              .parameters());
    } catch (IllegalArgumentException e) {
      throw new Failure(400, "Invalid query string");
    }
  }

  /** The parameter's text; empty if it is absent. */
  public String text(String name) {
    List<String> found = values.get(name);
    return found == null ? "" : found.getFirst();
  }

  /** All values of a parameter. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** True if the parameter is there, with a value or without. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** All parameters in the order of the query string. */
  public Map<String, List<String>> values() {
    return values;
  }

  /** A boolean; absent or empty is {@code otherwise}, what is none is an error of that status. */
  public boolean bool(String name, boolean otherwise, int status, String errorPrefix) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    Boolean value = GoValues.bool(text);
    if (value == null) {
      throw new Failure(
          status,
          errorPrefix
              + "Failed to parse value of \""
              + name
              + "\" ("
              + text
              + ") as a bool: "
              + GoValues.notBool(text));
    }
    return value;
  }

  /** A boolean that is false when absent; what is none is answered with 500, as Nomad does. */
  public boolean bool(String name) {
    return bool(name, false, 500, "");
  }
}
