package io.drover.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is kept of values that come in, by a clock that the test turns. */
final class MetricSetTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(-5 * SECOND);
  private final MetricSet metrics = new MetricSet(nanos::get);
  private final Sample sample = metrics.sample("nomad.nomad.job.register");

  @Test
  void theLastIntervalThatEndedIsShown() {
    at(1);
    took(10);
    assertThat(sample.shown().count()).as("in the first interval, what came so far").isEqualTo(1);
    took(30);
    at(12);
    took(500);

    Aggregate shown = sample.shown();

    assertThat(shown.count()).isEqualTo(2);
    assertThat(shown.sum()).isEqualTo(40, within(1e-6));
    assertThat(shown.min()).isEqualTo(10, within(1e-6));
    assertThat(shown.max()).isEqualTo(30, within(1e-6));
    assertThat(shown.mean()).isEqualTo(20, within(1e-6));
    assertThat(shown.standardDeviation()).isEqualTo(Math.sqrt(200), within(1e-6));
    at(25);
    assertThat(sample.shown().sum()).isEqualTo(500, within(1e-6));
    at(31);
    assertThat(sample.shown().count()).as("nothing came lately").isZero();
    at(1000);
    assertThat(sample.shown().count()).isZero();
    assertThat(sample.count()).as("since the start").isEqualTo(3);
    assertThat(sample.sum()).isEqualTo(540, within(1e-6));
  }

  @Test
  void countersCountOnes() {
    Sample counter = metrics.counter("nomad.nomad.rpc.query");
    counter.increment();
    counter.increment();
    at(11);

    assertThat(counter.shown()).isEqualTo(new Aggregate(2, 2, 1, 1, 1, 0));
    assertThat(metrics.counter("nomad.nomad.rpc.query")).isSameAs(counter);
  }

  @Test
  void quantilesAreThoseOfTheValuesWithinSevenPercent() {
    for (int millis = 1; millis <= 1000; millis++) {
      took(millis);
    }

    assertThat(sample.quantile(0.5)).isEqualTo(500, within(35.0));
    assertThat(sample.quantile(0.9)).isEqualTo(900, within(63.0));
    assertThat(sample.quantile(0.99)).isEqualTo(990, within(70.0));
    at(12);
    assertThat(sample.quantile(0.5)).as("still of the interval before").isBetween(465.0, 535.0);
    at(30);
    assertThat(sample.quantile(0.5)).isNaN();
  }

  @Test
  void everyDurationIsInABucketNearIt() {
    for (double millis = 0.02; millis < 3_600_000; millis *= 1.03) {
      double middle = Histogram.middle(Histogram.bucket(millis));
      assertThat(middle).isBetween(millis * 0.9, millis * 1.1);
    }
    assertThat(Histogram.bucket(-1)).isZero();
    assertThat(Histogram.bucket(Double.MAX_VALUE)).isEqualTo(Histogram.BUCKETS - 1);
  }

  @Test
  void nothingIsLostBetweenThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 10_000; n++) {
                      sample.since(nanos.get());
                      nanos.addAndGet(10_000);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(sample.count()).isEqualTo(80_000);
  }

  private void at(long seconds) {
    nanos.set((seconds - 5) * SECOND);
  }

  private void took(long millis) {
    sample.since(nanos.get() - millis * 1_000_000);
  }
}
