package io.drover.metrics;

/**
 * What came in within one interval. All are 0 if nothing came.
 *
 * @param standardDeviation of the sample, 0 for fewer than two values
 */
public record Aggregate(
    long count, double sum, double min, double max, double mean, double standardDeviation) {

  static final Aggregate NOTHING = new Aggregate(0, 0, 0, 0, 0, 0);

  static Aggregate of(long count, double sum, double squares, double min, double max) {
    if (count == 0) {
      return NOTHING;
    }
    double spread = (count * squares - sum * sum) / ((double) count * (count - 1));
    return new Aggregate(
        count, sum, min, max, sum / count, count < 2 || spread < 0 ? 0 : Math.sqrt(spread));
  }
}
