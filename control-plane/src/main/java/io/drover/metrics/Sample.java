package io.drover.metrics;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Values as they come in: durations in milliseconds, or the ones of a counter. Kept are the sums
 * since the start, and those of the interval that runs and of the last one that ended. Recording
 * allocates nothing but the two histograms at the first value; any thread may do it.
 */
public final class Sample {

  private final String name;
  private final MetricSet.Clock clock;
  private final boolean histogram;
  private final ReentrantLock lock = new ReentrantLock();
  private Window running = new Window();
  private Window ended = new Window();
  private long count;
  private double sum;

  Sample(String name, MetricSet.Clock clock, boolean histogram) {
    this.name = name;
    this.clock = clock;
    this.histogram = histogram;
  }

  /** Its name with dots, such as {@code nomad.nomad.job.register}. */
  public String name() {
    return name;
  }

  /** Records the time since then, which is a value of {@link System#nanoTime}. */
  public void since(long beganNanos) {
    between(beganNanos, clock.nanos());
  }

  /** The same where the time is known already. */
  public void between(long beganNanos, long nowNanos) {
    record((nowNanos - beganNanos) / 1e6, nowNanos);
  }

  /** Records the value one: another event of this kind. */
  public void increment() {
    increment(clock.nanos());
  }

  /** The same where the time is known already. */
  public void increment(long nowNanos) {
    record(1, nowNanos);
  }

  private void record(double value, long now) {
    long interval = clock.interval(now);
    lock.lock();
    try {
      turnTo(interval);
      running.add(value, histogram);
      count++;
      sum += value;
    } finally {
      lock.unlock();
    }
  }

  private void turnTo(long interval) {
    if (running.interval < interval) {
      Window oldest = ended;
      ended = running;
      running = oldest;
      running.begin(interval);
    }
  }

  /** What came in the last interval that ended; in the first, what came so far. */
  public Aggregate shown() {
    long interval = clock.interval(clock.nanos());
    lock.lock();
    try {
      turnTo(interval);
      return (interval == 0 ? running : ended.interval == interval - 1 ? ended : Window.EMPTY)
          .aggregate();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Below which value that fraction of the newest values is, of the interval that runs and the one
   * before; within 7 %. Not a number if there are none.
   */
  public double quantile(double fraction) {
    long interval = clock.interval(clock.nanos());
    lock.lock();
    try {
      turnTo(interval);
      return Histogram.quantile(
          fraction, running, ended.interval == interval - 1 ? ended : Window.EMPTY);
    } finally {
      lock.unlock();
    }
  }

  /** How many values came since the start. */
  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Their sum. */
  public double sum() {
    lock.lock();
    try {
      return sum;
    } finally {
      lock.unlock();
    }
  }

  /** The values of one interval; guarded by the lock of its sample. */
  static final class Window {
    private static final int[] NO_BUCKETS = new int[0];
    static final Window EMPTY = new Window();

    private long interval = -1;
    private long count;
    private double sum;
    private double squares;
    private double min;
    private double max;
    private int[] buckets = NO_BUCKETS;

    private void begin(long number) {
      interval = number;
      count = 0;
      sum = 0;
      squares = 0;
      Arrays.fill(buckets, 0);
    }

    private void add(double value, boolean histogram) {
      min = count == 0 ? value : Math.min(min, value);
      max = count == 0 ? value : Math.max(max, value);
      count++;
      sum += value;
      squares += value * value;
      if (histogram) {
        if (buckets.length == 0) {
          buckets = new int[Histogram.BUCKETS];
        }
        buckets[Histogram.bucket(value)]++;
      }
    }

    private Aggregate aggregate() {
      return Aggregate.of(count, sum, squares, min, max);
    }

    long count() {
      return count;
    }

    int inBucket(int bucket) {
      return buckets.length == 0 ? 0 : buckets[bucket];
    }
  }
}
