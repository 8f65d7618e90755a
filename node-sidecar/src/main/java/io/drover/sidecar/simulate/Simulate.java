package io.drover.sidecar.simulate;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The program {@code drover simulate}: a fleet, and a line of counts each second. */
public final class Simulate {

  // What happens to a thousand nodes for as many reasons must not hide the counts.
  private static final int PROBLEMS_TOLD = 20;

  private Simulate() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (List.of("-help", "--help", "-h").stream().anyMatch(List.of(arguments)::contains)) {
      System.out.print(OptionParser.USAGE);
      return;
    }
    SimulateOptions options;
    try {
      options = OptionParser.parse(arguments);
    } catch (IllegalArgumentException refused) {
      System.err.println("drover simulate: " + refused.getMessage());
      System.err.println("`drover simulate -help` shows the flags.");
      System.exit(1);
      return;
    }
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
    try (Fleet fleet = Fleet.start(options, problems(System.err))) {
      tell(fleet.counts(), ended);
    }
  }

  private static Consumer<String> problems(PrintStream out) {
    Set<String> told = ConcurrentHashMap.newKeySet();
    return text -> {
      if (told.size() < PROBLEMS_TOLD && told.add(text)) {
        out.println(text);
      }
    };
  }

  private static void tell(Counts counts, CountDownLatch ended) throws InterruptedException {
    long begun = System.nanoTime();
    long starts = 0;
    long at = begun;
    while (!ended.await(1, TimeUnit.SECONDS)) {
      long now = System.nanoTime();
      long started = counts.starts();
      double seconds = (now - at) / 1e9;
      System.out.println(
          counts.line(
              Duration.ofNanos(now - begun).toSeconds(), Math.round((started - starts) / seconds)));
      starts = started;
      at = now;
    }
  }
}
