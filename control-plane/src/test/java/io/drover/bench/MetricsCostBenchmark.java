package io.drover.bench;

import com.sun.management.ThreadMXBean;
import io.drover.metrics.MetricSet;
import io.drover.metrics.Sample;
import java.lang.management.ManagementFactory;

/** What recording costs one request: prints nanoseconds and bytes. Run its main method. */
final class MetricsCostBenchmark {

  private static final int ROUNDS = 20_000_000;

  private MetricsCostBenchmark() {}

  public static void main(String[] args) {
    MetricSet metrics = new MetricSet();
    run(metrics);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long began = System.nanoTime();
    run(metrics);
    long nanos = System.nanoTime() - began;
    long allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
    System.out.printf(
        "a request: %.1f ns, %.3f bytes%n", nanos / (double) ROUNDS, allocated / (double) ROUNDS);
  }

  private static void run(MetricSet metrics) {
    Sample latency = metrics.sample("nomad.nomad.job.register");
    Sample all = metrics.sample("nomad.http.request");
    Sample rate = metrics.counter("nomad.nomad.rpc.job.write");
    Sample requests = metrics.counter("nomad.nomad.rpc.request");
    Sample queries = metrics.counter("nomad.nomad.rpc.query");
    for (int i = 0; i < ROUNDS; i++) {
      long began = System.nanoTime();
      rate.increment(began);
      requests.increment(began);
      queries.increment(began);
      long now = System.nanoTime();
      latency.between(began, now);
      all.between(began, now);
    }
  }
}
