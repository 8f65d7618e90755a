package io.drover.http.region;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The regions besides our own, by name. They come from the agent's file and never change. */
public final class RegionPeers {

  /** No other region. */
  public static final RegionPeers NONE = new RegionPeers(Map.of());

  private static final Set<String> KEYS =
      Set.of("address", "addresses", "ca_file", "cert_file", "key_file", "tls_skip_verify");

  private final Map<String, RegionPeer> byName;

  private RegionPeers(Map<String, RegionPeer> byName) {
    this.byName = Map.copyOf(byName);
  }

  public static RegionPeers of(RegionPeer... peers) {
    Map<String, RegionPeer> byName = new TreeMap<>();
    for (RegionPeer peer : peers) {
      byName.put(peer.name(), peer);
    }
    return new RegionPeers(byName);
  }

  /**
   * Reads the block {@code regions} of the agent's document, which may be missing. What is wrong in
   * it is an IllegalArgumentException that names the setting.
   */
  public static RegionPeers parse(JsonNode block) {
    if (block.isMissingNode() || block.isNull()) {
      return NONE;
    }
    if (!block.isObject()) {
      throw new IllegalArgumentException("regions: expected a block of regions");
    }
    Map<String, RegionPeer> byName = new TreeMap<>();
    block.properties().forEach(e -> byName.put(e.getKey(), peer(e.getKey(), e.getValue())));
    return new RegionPeers(byName);
  }

  private static RegionPeer peer(String name, JsonNode block) {
    String at = "regions." + name;
    if (!block.isObject()) {
      throw new IllegalArgumentException(at + ": expected a block with an address");
    }
    block
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(at + "." + key + ": no such setting");
              }
            });
    List<URI> addresses = addresses(at, block);
    Optional<Path> cert = file(at, block, "cert_file");
    Optional<Path> key = file(at, block, "key_file");
    if (cert.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(at + ": cert_file and key_file go together");
    }
    return new RegionPeer(name, addresses, file(at, block, "ca_file"), cert, key, flag(at, block));
  }

  private static List<URI> addresses(String at, JsonNode block) {
    List<URI> found = new ArrayList<>();
    JsonNode one = block.path("address");
    if (!one.isMissingNode()) {
      found.add(address(at + ".address", one));
    }
    for (JsonNode each : block.path("addresses")) {
      found.add(address(at + ".addresses", each));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(at + ".address is missing");
    }
    if (found.stream().map(URI::getScheme).distinct().count() > 1) {
      throw new IllegalArgumentException(at + ".addresses: either all http or all https");
    }
    return found;
  }

  private static URI address(String at, JsonNode value) {
    try {
      URI uri = new URI(value.asText());
      boolean scheme = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      String path = uri.getPath();
      boolean bare = path != null && (path.isEmpty() || path.equals("/"));
      if (scheme && bare && uri.getHost() != null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw wrong(at, value, e);
    }
    throw wrong(at, value, null);
  }

  private static IllegalArgumentException wrong(
      String at, JsonNode value, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "%s: expected http://HOST:PORT or https://HOST:PORT, found %s".formatted(at, value), cause);
  }

  private static Optional<Path> file(String at, JsonNode block, String key) {
    JsonNode value = block.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(at + "." + key + ": expected a path, found " + value);
    }
    return value.asText().isEmpty() ? Optional.empty() : Optional.of(Path.of(value.asText()));
  }

  private static boolean flag(String at, JsonNode block) {
    JsonNode value = block.path("tls_skip_verify");
    if (value.isMissingNode() || value.isBoolean()) {
      return value.asBoolean();
    }
    throw new IllegalArgumentException(
        at + ".tls_skip_verify: expected true or false, found " + value);
  }

  /** The region of that name; null if there is none. */
  public @Nullable RegionPeer get(String name) {
    return byName.get(name);
  }

  Iterable<RegionPeer> all() {
    return byName.values();
  }

  /** All names and that of our own region, sorted. */
  public List<String> names(String own) {
    Set<String> names = new TreeSet<>(byName.keySet());
    names.add(own);
    return List.copyOf(names);
  }
}
