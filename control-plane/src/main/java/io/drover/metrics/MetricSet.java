package io.drover.metrics;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * All samples and counters by name. Whoever records asks for them once, when it is made, so that
 * recording looks nothing up.
 */
public final class MetricSet {

  /** How long what came is summed up; as Nomad's. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Clock clock;
  private final ConcurrentSkipListMap<String, Sample> samples = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, Sample> counters = new ConcurrentSkipListMap<>();

  public MetricSet() {
    this(System::nanoTime);
  }

  MetricSet(LongSupplier nanos) {
    this.clock = new Clock(nanos, nanos.getAsLong());
  }

  /** Counts intervals from the start. */
  record Clock(LongSupplier source, long origin) {
    long nanos() {
      return source.getAsLong();
    }

    long interval(long now) {
      return (now - origin) / INTERVAL.toNanos();
    }
  }

  /** The sample of durations of that name; made at the first call. */
  public Sample sample(String name) {
    return samples.computeIfAbsent(name, made -> new Sample(made, clock, true));
  }

  /** The counter of that name; made at the first call. */
  public Sample counter(String name) {
    return counters.computeIfAbsent(name, made -> new Sample(made, clock, false));
  }

  /** All samples by name. */
  public Collection<Sample> samples() {
    return samples.values();
  }

  /** All counters by name. */
  public Collection<Sample> counters() {
    return counters.values();
  }
}
