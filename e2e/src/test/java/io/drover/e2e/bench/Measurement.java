package io.drover.e2e.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Something measured on one target.
 *
 * @param name as the command line takes it
 * @param rows the lines of the table that it gives
 */
record Measurement(String name, List<Row> rows, Body body) {

  /**
   * A line of the table.
   *
   * @param seenOfNomad what was seen of Nomad 1.6.1 before, on 2 shared cores
   * @param goal what Drover's budget is
   */
  record Row(String what, String unit, boolean moreIsBetter, String seenOfNomad, String goal) {}

  /** Measures; a row that is missing in the answer could not be measured. */
  interface Body {
    Map<String, Double> measure(Target target) throws IOException;
  }
}
