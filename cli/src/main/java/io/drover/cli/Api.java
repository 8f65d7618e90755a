package io.drover.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API, version 1, as the commands call it: one call at a time, JSON in and out.
 * HttpURLConnection is used in place of java.net.http because it starts in a third of the time, and
 * a command line lives for one or two calls.
 */
public final class Api {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Longer than a plan of a large job needs, short enough that a dead server is noticed. */
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

  /** Beyond the ten minutes that a server gives a node for a restart. */
  private static final Duration SLOW_READ_TIMEOUT = Duration.ofMinutes(11);

  /** How long one blocking query waits; well below what proxies cut off, mostly 60 s. */
  private static final Duration WAIT = Duration.ofSeconds(45);

  /** An error text longer than this is not meant for people. */
  private static final int ERROR_BYTES_MAX = 64 * 1024;

  private final Target target;

  public Api(Target target) {
    this.target = target;
  }

  /** Where to and as whom. Empty texts stand for what the server chooses. */
  public record Target(
      URI address, String region, String namespace, String token, @Nullable Tls tls) {}

  /** A parsed answer and the index that a later blocking query waits on. */
  public record Answer(Doc body, long index) {}

  public Target target() {
    return target;
  }

  /** The same server seen from another namespace. */
  public Api in(String namespace) {
    return new Api(new Target(target.address, target.region, namespace, target.token, target.tls));
  }

  /** Path segments escaped one by one, joined by slashes: path("job", id, "summary"). */
  public static String path(String... segments) {
    StringBuilder path = new StringBuilder("/v1");
    for (String segment : segments) {
      path.append('/').append(encode(segment));
    }
    return path.toString();
  }

  public Doc get(String path) throws IOException {
    return get(path, Map.of()).body();
  }

  public Answer get(String path, Map<String, String> query) throws IOException {
    return exchange("GET", path, query, null, READ_TIMEOUT);
  }

  /** Waits until the answer's index is past the given one; returns an unchanged answer at times. */
  public Answer await(String path, long index) throws IOException {
    if (index == 0) {
      return get(path, Map.of());
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("index", Long.toString(index));
    query.put("wait", WAIT.toSeconds() + "s");
    long begun = System.nanoTime();
    Answer answer = exchange("GET", path, query, null, WAIT.multipliedBy(2));
    boolean waited = System.nanoTime() - begun > Duration.ofMillis(200).toNanos();
    if (answer.index() <= index && !waited) {
      // A server or proxy that does not hold the query back must not be asked in a busy loop.
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    }
    return answer;
  }

  public Doc put(String path, Map<String, String> query, JsonNode body) throws IOException {
    return exchange("PUT", path, query, body, READ_TIMEOUT).body();
  }

  public Doc post(String path, Map<String, String> query, JsonNode body) throws IOException {
    return exchange("POST", path, query, body, READ_TIMEOUT).body();
  }

  /** A change that the server answers when it is done, which may take minutes. */
  public Doc putSlow(String path, JsonNode body) throws IOException {
    return exchange("PUT", path, Map.of(), body, SLOW_READ_TIMEOUT).body();
  }

  /** Where a call goes, for what is no plain request. */
  public URI uri(String path, Map<String, String> query) {
    return URI.create(base() + path + parameters(query));
  }

  public Doc delete(String path, Map<String, String> query) throws IOException {
    return exchange("DELETE", path, query, null, READ_TIMEOUT).body();
  }

  /** The body as it comes, without an end in sight; the caller closes it. */
  public InputStream stream(String path, Map<String, String> query) throws IOException {
    HttpURLConnection connection = open("GET", path, query, Duration.ZERO);
    int status = send(connection, null);
    if (status >= 300) {
      throw failure(connection, status);
    }
    return connection.getInputStream();
  }

  private Answer exchange(
      String method,
      String path,
      Map<String, String> query,
      @Nullable JsonNode body,
      Duration readTimeout)
      throws IOException {
    HttpURLConnection connection = open(method, path, query, readTimeout);
    int status = send(connection, body);
    if (status >= 300) {
      throw failure(connection, status);
    }
    try (PushbackInputStream in = new PushbackInputStream(connection.getInputStream())) {
      return new Answer(new Doc(parse(in)), index(connection));
    } catch (SocketTimeoutException e) {
      throw unreachable("stopped answering", e);
    }
  }

  /** Some successful answers have no body at all. */
  private static JsonNode parse(PushbackInputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return MissingNode.getInstance();
    }
    in.unread(first);
    return Json.MAPPER.readTree(in);
  }

  private HttpURLConnection open(
      String method, String path, Map<String, String> query, Duration readTimeout)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri(path, query).toURL().openConnection();
    if (connection instanceof HttpsURLConnection https && target.tls != null) {
      target.tls.apply(https);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) readTimeout.toMillis());
    connection.setRequestProperty("Accept", "application/json, */*");
    if (!target.token.isEmpty()) {
      connection.setRequestProperty("X-Nomad-Token", target.token);
    }
    return connection;
  }

  private String base() {
    String text = target.address.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private String parameters(Map<String, String> query) {
    Map<String, String> all = new LinkedHashMap<>();
    if (!target.region.isEmpty()) {
      all.put("region", target.region);
    }
    if (!target.namespace.isEmpty()) {
      all.put("namespace", target.namespace);
    }
    all.putAll(query);
    StringBuilder text = new StringBuilder();
    all.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? '?' : '&')
                .append(encode(name))
                .append('=')
                .append(encode(value)));
    return text.toString();
  }

  private int send(HttpURLConnection connection, @Nullable JsonNode body) throws IOException {
    try {
      if (body != null) {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setFixedLengthStreamingMode(bytes.length);
        try (var out = connection.getOutputStream()) {
          out.write(bytes);
        }
      }
      return connection.getResponseCode();
    } catch (SSLException e) {
      throw new IOException(
          "The server at %s and this command could not agree on TLS: %s"
              .formatted(target.address, e.getMessage()),
          e);
    } catch (ConnectException | NoRouteToHostException e) {
      throw unreachable("does not accept connections", e);
    } catch (UnknownHostException e) {
      throw unreachable("is not a known host", e);
    } catch (SocketTimeoutException e) {
      throw unreachable("did not answer in time", e);
    }
  }

  private IOException unreachable(String what, IOException cause) {
    return new IOException(
        "%s %s (%s). Is the agent running? Start one with `drover dev`, or name another with -address=http://host:4646 or DROVER_ADDR."
            .formatted(target.address, what, cause.getMessage()),
        cause);
  }

  private static ApiException failure(HttpURLConnection connection, int status) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      String text =
          in == null ? "" : new String(in.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
      return new ApiException(status, text);
    }
  }

  private static long index(HttpURLConnection connection) {
    return connection.getHeaderFieldLong("X-Nomad-Index", 0);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
