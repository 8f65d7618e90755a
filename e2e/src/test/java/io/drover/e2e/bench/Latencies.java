package io.drover.e2e.bench;

import java.util.Arrays;

/** Durations in nanoseconds, all kept: there are at most a few hundred thousand in one run. */
final class Latencies {

  private long[] nanos = new long[1 << 16];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  int count() {
    return count;
  }

  /** In milliseconds; of fraction 1 the longest. Not a number if there are none. */
  double millisAt(double fraction) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(fraction * count);
    return sorted[Math.clamp(rank - 1, 0, count - 1)] / 1e6;
  }
}
