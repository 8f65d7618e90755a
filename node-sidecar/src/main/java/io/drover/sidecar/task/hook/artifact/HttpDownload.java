package io.drover.sidecar.task.hook.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Fetches one file. The client is made for it and gone after it: most nodes fetch nothing for most
 * of their life.
 */
final class HttpDownload {

  private static final int REDIRECTS_MAX = 10;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "cookie", "proxy-authorization");

  private final ArtifactLimits limits;
  private final Map<String, String> headers;

  HttpDownload(ArtifactLimits limits, Map<String, String> headers) {
    this.limits = limits;
    this.headers = headers;
  }

  /**
   * @throws IOException when the server does not give it, or it is larger or slower than allowed
   */
  void fetch(URI url, Path to) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    try {
      HttpResponse<InputStream> response = follow(client, url);
      try (InputStream body = response.body()) {
        save(response, body, to);
      }
    } catch (java.net.http.HttpTimeoutException slow) {
      throw new IOException("no answer in time: " + slow.getMessage(), slow);
    } catch (java.net.ConnectException refused) {
      throw new IOException(
          "connection to " + withoutUser(url).getAuthority() + " failed", refused);
    } catch (IllegalArgumentException wrong) {
      throw new ArtifactRefused(wrong.getMessage());
    } finally {
      client.shutdownNow();
    }
  }

  private HttpResponse<InputStream> follow(HttpClient client, URI first)
      throws IOException, InterruptedException {
    URI url = first;
    for (int hops = 0; hops <= REDIRECTS_MAX; hops++) {
      HttpResponse<InputStream> response =
          client.send(request(url, first), HttpResponse.BodyHandlers.ofInputStream());
      int status = response.statusCode();
      if (status == 200) {
        return response;
      }
      response.body().close();
      String location = response.headers().firstValue("Location").orElse("");
      if (status < 300 || status > 399 || location.isEmpty()) {
        throw new IOException("bad response code: " + status);
      }
      url = url.resolve(location);
      String scheme = String.valueOf(url.getScheme());
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new ArtifactRefused("redirected to scheme '" + scheme + "'");
      }
    }
    throw new IOException("redirected more than " + REDIRECTS_MAX + " times");
  }

  private HttpRequest request(URI url, URI first) {
    boolean sameHost = String.valueOf(url.getHost()).equalsIgnoreCase(first.getHost());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(withoutUser(url)).timeout(limits.httpTimeout()).GET();
    Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (url.getUserInfo() != null) {
      sent.put(
          "Authorization",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(url.getUserInfo().getBytes(StandardCharsets.UTF_8)));
    }
    headers.forEach(
        (name, value) -> {
          // Whoever is redirected to does not get what was meant for the first host.
          if (sameHost || !SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            sent.put(name, value);
          }
        });
    sent.forEach(request::setHeader);
    return request.build();
  }

  private static URI withoutUser(URI url) {
    String user = url.getRawUserInfo();
    return user == null
        ? url
        : URI.create(url.toString().replaceFirst(java.util.regex.Pattern.quote(user) + "@", ""));
  }

  private void save(HttpResponse<InputStream> response, InputStream body, Path to)
      throws IOException {
    long announced = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (announced > limits.httpBytesMax()) {
      throw new ArtifactRefused(tooLarge());
    }
    boolean[] late = new boolean[1];
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("artifact-timer").daemon().factory());
    timer.schedule(
        () -> {
          late[0] = true;
          close(body);
        },
        limits.httpTimeout().toMillis(),
        TimeUnit.MILLISECONDS);
    try (OutputStream file = Files.newOutputStream(to)) {
      copy(body, file);
    } catch (IOException failure) {
      throw late[0]
          ? new IOException("not through after " + limits.httpTimeout(), failure)
          : failure;
    } finally {
      timer.shutdownNow();
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException closed) {
      // The one who reads from it is told.
      Thread.onSpinWait();
    }
  }

  private void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long total = 0;
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      total += read;
      if (total > limits.httpBytesMax()) {
        throw new ArtifactRefused(tooLarge());
      }
      to.write(buffer, 0, read);
    }
  }

  private String tooLarge() {
    return "larger than " + limits.httpBytesMax() + " bytes";
  }
}
