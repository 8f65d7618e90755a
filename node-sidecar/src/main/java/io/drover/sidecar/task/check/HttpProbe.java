package io.drover.sidecar.task.check;

import io.drover.contract.model.ServiceCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP. The clients are made when the first check needs them: most nodes have none, and a
 * client is megabytes.
 */
final class HttpProbe implements AutoCloseable {

  private static final int OUTPUT_BYTES_MAX = 3 << 10;
  private static final Executor VIRTUAL = work -> Thread.ofVirtual().start(work);

  static {
    // Checks may name the virtual host that they mean; the client allows that if told to.
    if (System.getProperty("jdk.httpclient.allowRestrictedHeaders") == null) {
      System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable HttpClient strict;
  private @Nullable HttpClient lenient;
  private boolean closed;

  private HttpClient client(boolean anyCertificate) throws GeneralSecurityException, IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the node stops");
      }
      HttpClient known = anyCertificate ? lenient : strict;
      if (known != null) {
        return known;
      }
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .executor(VIRTUAL);
      if (anyCertificate) {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, AnyCertificate.MANAGERS, null);
        lenient = builder.sslContext(context).build();
        return lenient;
      }
      strict = builder.build();
      return strict;
    } finally {
      lock.unlock();
    }
  }

  Outcome run(CheckAddress address, ServiceCheck check) throws InterruptedException {
    String method = check.method().isEmpty() ? "GET" : check.method().toUpperCase(Locale.ROOT);
    String scheme = check.protocol().isEmpty() ? "http" : check.protocol();
    String shown = scheme + "://" + address + check.path();
    String before = "nomad: " + titled(method) + " \"" + shown + "\": ";
    CompletableFuture<HttpResponse<String>> asked;
    try {
      CheckAddress dialled = new CheckAddress(address.dialled(), address.port());
      URI there = URI.create(scheme + "://" + dialled).resolve(check.path());
      asked =
          client(check.tlsSkipVerify())
              .sendAsync(
                  request(there, method, check),
                  answer -> new BodyStart(answer.statusCode() == 200 ? 0 : OUTPUT_BYTES_MAX));
    } catch (IllegalArgumentException | GeneralSecurityException | IOException wrong) {
      return Outcome.failure("nomad: " + wrong.getMessage());
    }
    try {
      return outcome(asked.get(check.timeout().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Outcome.failure(before + "context deadline exceeded");
    } catch (ExecutionException failed) {
      return Outcome.failure(before + why(failed.getCause(), address));
    } finally {
      asked.cancel(true);
    }
  }

  private static HttpRequest request(URI there, String method, ServiceCheck check) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(there)
            .timeout(check.timeout().isPositive() ? check.timeout() : Duration.ofSeconds(1))
            .method(
                method,
                check.body().isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(check.body()))
            .setHeader("User-Agent", "drover");
    check
        .header()
        .forEach(
            (name, values) -> {
              for (int i = 0; i < values.size(); i++) {
                if (i == 0) {
                  request.setHeader(name, values.get(i));
                } else {
                  request.header(name, values.get(i));
                }
              }
            });
    return request.build();
  }

  private static Outcome outcome(HttpResponse<String> answer) {
    int status = answer.statusCode();
    return status == 200
        ? new Outcome(true, status, "nomad: http ok")
        : new Outcome(status < 400, status, answer.body());
  }

  /** As the client of Nomad's language shows methods in errors. */
  private static String titled(String method) {
    return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String why(@Nullable Throwable failure, CheckAddress address) {
    return switch (failure) {
      case HttpTimeoutException late -> "context deadline exceeded";
      case ConnectException refused -> "dial tcp " + address + ": connect: connection refused";
      case null -> "unknown";
      default -> String.valueOf(failure.getMessage());
    };
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (strict != null) {
        strict.shutdownNow();
      }
      if (lenient != null) {
        lenient.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
