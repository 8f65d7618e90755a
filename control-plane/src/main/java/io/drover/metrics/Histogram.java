package io.drover.metrics;

/** Buckets for durations from a microsecond to a day, eight for each doubling. */
final class Histogram {

  private static final int PER_DOUBLING = 8;
  private static final int SMALL = 2 * PER_DOUBLING;
  private static final int DOUBLINGS = 33;

  static final int BUCKETS = SMALL + DOUBLINGS * PER_DOUBLING;

  private Histogram() {}

  /** The bucket of a duration in milliseconds. */
  static int bucket(double millis) {
    long micros = (long) (millis * 1000);
    if (micros < SMALL) {
      return (int) Math.max(0, micros);
    }
    int exponent = 63 - Long.numberOfLeadingZeros(micros);
    int part = (int) (micros >>> (exponent - 3)) & (PER_DOUBLING - 1);
    return Math.min(BUCKETS - 1, SMALL + (exponent - 4) * PER_DOUBLING + part);
  }

  /** The middle of a bucket, in milliseconds. */
  static double middle(int bucket) {
    if (bucket < SMALL) {
      return bucket / 1000.0;
    }
    int exponent = 4 + (bucket - SMALL) / PER_DOUBLING;
    int part = (bucket - SMALL) % PER_DOUBLING;
    double width = Math.scalb(1.0, exponent - 3);
    return (Math.scalb(1.0, exponent) + (part + 0.5) * width) / 1000;
  }

  static double quantile(double fraction, Sample.Window one, Sample.Window other) {
    long rank = (long) Math.ceil(fraction * (one.count() + other.count()));
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      seen += one.inBucket(bucket) + other.inBucket(bucket);
      if (seen >= rank && seen > 0) {
        return middle(bucket);
      }
    }
    return Double.NaN;
  }
}
