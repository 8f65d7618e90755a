package io.drover.sidecar.logs;

import io.drover.contract.model.LogConfig;
import io.drover.sidecar.recover.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Measures what collecting costs: {@code LogCost [megabytes]}. Prints the throughput through
 * rotation of one stream alone, and with a task that writes as fast as it can.
 */
public final class LogCost {

  private LogCost() {}

  public static void main(String[] arguments) throws Exception {
    int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1024;
    Path directory = Files.createTempDirectory("log-cost");
    try {
      copying(directory.resolve("copying"), megabytes);
      flooding(directory.resolve("flooding"), megabytes);
    } finally {
      Trees.delete(directory);
    }
  }

  /** All of it is kept, so all of it is copied. */
  private static void copying(Path directory, int megabytes) throws Exception {
    Files.createDirectories(directory);
    LogStream stream =
        new LogStream(
            directory.resolve("spool"),
            new LogFiles(directory.resolve("logs"), "t.stdout"),
            10 << 20,
            megabytes,
            () -> {});
    stream.open();
    run("head -c " + megabytes + "M /dev/zero | tr '\\0' x >> " + stream.spool());
    long begin = System.nanoTime();
    stream.finish();
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(Locale.ROOT, "rotation of 10 MB files: %.0f MB/s%n", megabytes / seconds);
  }

  /** 10 files of 10 MB are kept, which is the default. */
  private static void flooding(Path directory, int megabytes) throws Exception {
    try (LogCollector collector = new LogCollector(directory.resolve("spool"))) {
      Path logs = Files.createDirectories(directory.resolve("logs"));
      var output = collector.open("a", "t", logs, new LogConfig(10, 10, false));
      long begin = System.nanoTime();
      long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
      run("yes | head -c " + megabytes + "M >> " + output.stdout().spool());
      double seconds = (System.nanoTime() - begin) / 1e9;
      long blocks = kilobytes(output.stdout().spool());
      collector.finish(output);
      cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() - cpu;
      System.out.printf(
          Locale.ROOT,
          "flood: written at %.0f MB/s, all collected %.0f ms after the start; %d MB on disk in the"
              + " spool when it ended; %d ms CPU of the collector for %d MB%n",
          megabytes / seconds,
          (System.nanoTime() - begin) / 1e6,
          blocks / 1024,
          cpu,
          megabytes);
    }
  }

  private static void run(String script) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor();
  }

  private static long kilobytes(Path file) throws IOException {
    Process du = new ProcessBuilder("du", "-k", file.toString()).start();
    return Long.parseLong(new String(du.getInputStream().readAllBytes()).split("\\s")[0]);
  }
}
