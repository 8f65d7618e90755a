package io.drover.cli.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.drover.cli.Console;
import io.drover.cli.Main;
import io.drover.cli.StubServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FollowedLogTest {

  private static final String ID = "731de338-3915-ee55-4117-80bbe57d54d3";

  @Test
  void whatIsWrittenIsShownBeforeTheStreamEnds() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    byte[] allocation =
        StubServer.body("client/001-alloc").toString().getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/allocations",
        exchange -> {
          exchange.sendResponseHeaders(200, allocation.length + 2);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write('[');
            out.write(allocation);
            out.write(']');
          }
        });
    server.createContext(
        "/v1/allocation/",
        exchange -> {
          exchange.sendResponseHeaders(200, allocation.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(allocation);
          }
        });
    server.createContext(
        "/v1/client/fs/logs/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write("first\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            await(seen);
            out.write("second\n".getBytes(StandardCharsets.UTF_8));
          }
        });
    server.start();
    try (PipedInputStream shown = new PipedInputStream();
        PrintStream out = new PrintStream(new PipedOutputStream(shown), true)) {
      Console console =
          new Console(InputStream.nullInputStream(), out, out, Map.of(), Clock.systemUTC(), false);
      String address = "-address=http://127.0.0.1:" + server.getAddress().getPort();
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(
              () -> Main.run(console, "alloc", "logs", "-f", address, ID, "main"));
      assertThat(new String(shown.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("first\n");
      assertThat(code).isNotDone();
      seen.countDown();
      assertThat(new String(shown.readNBytes(7), StandardCharsets.UTF_8)).isEqualTo("second\n");
      assertThat(code.get(30, TimeUnit.SECONDS)).isZero();
    } finally {
      server.stop(0);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
