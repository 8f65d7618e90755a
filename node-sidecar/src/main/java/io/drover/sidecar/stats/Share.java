package io.drover.sidecar.stats;

/**
 * Processor time as a share of the time that went by.
 *
 * @param total percent of one core, as are the two parts
 * @param mhz the total in MHz
 */
record Share(double user, double system, double total, double mhz) {

  static final Share NONE = new Share(0, 0, 0, 0);

  /** Nanoseconds of processor time used within so many nanoseconds. */
  static Share of(long user, long system, long total, long elapsed, double coreMhz) {
    if (elapsed <= 0) {
      return NONE;
    }
    // The kernel corrects the parts afterwards, so that one may go back a little.
    double percent = 100.0 * Math.max(0, total) / elapsed;
    return new Share(
        100.0 * Math.max(0, user) / elapsed,
        100.0 * Math.max(0, system) / elapsed,
        percent,
        percent / 100 * coreMhz);
  }
}
