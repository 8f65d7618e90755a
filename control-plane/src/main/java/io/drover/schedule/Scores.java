package io.drover.schedule;

import io.drover.contract.model.ScoreMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scores of the nodes of one selection, in arrays that are reused, and the five best of them as
 * the metric shows them.
 */
final class Scores {
  /** Who scores, in the order in which their scores are added up. */
  enum Scorer {
    BINPACK("binpack"),
    DEVICES("devices"),
    ANTI_AFFINITY("job-anti-affinity"),
    PENALTY("node-reschedule-penalty"),
    AFFINITY("node-affinity"),
    SPREAD("allocation-spread"),
    PREEMPTION("preemption");

    private final String word;

    Scorer(String word) {
      this.word = word;
    }
  }

  /** As many as Nomad shows. */
  private static final int SHOWN = 5;

  private static final Scorer[] SCORERS = Scorer.values();
  private static final int FIRST_ROWS = 16;

  private final Cluster cluster;
  private int[] number = new int[FIRST_ROWS];
  private double[] values = new double[FIRST_ROWS * SCORERS.length];
  private double[] sum = new double[FIRST_ROWS];
  private int[] appended = new int[FIRST_ROWS];
  private int size;

  Scores(Cluster cluster) {
    this.cluster = cluster;
  }

  void reset() {
    size = 0;
  }

  /** Begins the row of a node. */
  int begin(int node) {
    int row = size++;
    if (row == number.length) {
      int more = 2 * row;
      number = Arrays.copyOf(number, more);
      values = Arrays.copyOf(values, more * SCORERS.length);
      sum = Arrays.copyOf(sum, more);
      appended = Arrays.copyOf(appended, more);
    }
    number[row] = node;
    sum[row] = 0;
    appended[row] = 0;
    Arrays.fill(values, row * SCORERS.length, (row + 1) * SCORERS.length, Double.NaN);
    return row;
  }

  /** Shows a score and counts it in. */
  void count(int row, Scorer scorer, double score) {
    show(row, scorer, score);
    sum[row] += score;
    appended[row]++;
  }

  /** Counts a score in unless it is 0, but shows it in any case. */
  void countIfAny(int row, Scorer scorer, double score) {
    if (score == 0) {
      show(row, scorer, score);
    } else {
      count(row, scorer, score);
    }
  }

  private void show(int row, Scorer scorer, double score) {
    values[row * SCORERS.length + scorer.ordinal()] = score;
  }

  int node(int row) {
    return number[row];
  }

  /** The mean of what was counted. */
  double norm(int row) {
    return sum[row] / appended[row];
  }

  /** The best, best first. */
  List<ScoreMeta> best() {
    List<ScoreMeta> shown = new ArrayList<>();
    int[] rows = new int[Math.min(SHOWN, size)];
    int kept = 0;
    for (int row = 0; row < size; row++) {
      int at = kept;
      while (at > 0 && norm(row) > norm(rows[at - 1])) {
        at--;
      }
      if (at < rows.length) {
        kept = Math.min(kept + 1, rows.length);
        System.arraycopy(rows, at, rows, at + 1, kept - at - 1);
        rows[at] = row;
      }
    }
    for (int i = 0; i < kept; i++) {
      shown.add(meta(rows[i]));
    }
    return shown;
  }

  private ScoreMeta meta(int row) {
    Map<String, Double> scores = new TreeMap<>();
    for (Scorer scorer : SCORERS) {
      double value = values[row * SCORERS.length + scorer.ordinal()];
      if (!Double.isNaN(value)) {
        scores.put(scorer.word, value);
      }
    }
    return new ScoreMeta(cluster.nodes[number[row]].id(), scores, norm(row));
  }
}
