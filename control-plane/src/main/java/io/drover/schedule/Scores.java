package io.drover.schedule;

import io.drover.contract.model.ScoreMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scores of the nodes of one selection, in arrays that are reused, and the five best of them as
 * the metric shows them.
 */
final class Scores {
  /** As many as Nomad shows. */
  private static final int SHOWN = 5;

  private final Cluster cluster;
  private final int[] number;
  private final double[] binpack;
  private final double[] antiAffinity;
  private final double[] penalty;
  private final double[] affinity;
  private final double[] spread;
  private final double[] norm;
  private int size;

  Scores(Cluster cluster) {
    this.cluster = cluster;
    int n = cluster.size();
    number = new int[n];
    binpack = new double[n];
    antiAffinity = new double[n];
    penalty = new double[n];
    affinity = new double[n];
    spread = new double[n];
    norm = new double[n];
  }

  void reset() {
    size = 0;
  }

  /** Adds a node; a score other than binpack counts only if it is not 0. Returns the row. */
  int add(int node, double pack, double anti, double penalised, double liked, double spreads) {
    int row = size++;
    number[row] = node;
    binpack[row] = pack;
    antiAffinity[row] = anti;
    penalty[row] = penalised;
    affinity[row] = liked;
    spread[row] = spreads;
    int appended = 1 + one(anti) + one(penalised) + one(liked) + one(spreads);
    norm[row] = (pack + anti + penalised + liked + spreads) / appended;
    return row;
  }

  private static int one(double score) {
    return score == 0 ? 0 : 1;
  }

  int node(int row) {
    return number[row];
  }

  double norm(int row) {
    return norm[row];
  }

  /**
   * The best, best first.
   *
   * @param onlyBinpack nothing else is scored, so nothing else is shown
   * @param hasAffinities a node that the affinities leave cold shows no score for them
   */
  List<ScoreMeta> best(boolean onlyBinpack, boolean hasAffinities) {
    List<ScoreMeta> shown = new ArrayList<>();
    int[] rows = new int[Math.min(SHOWN, size)];
    int kept = 0;
    for (int row = 0; row < size; row++) {
      int at = kept;
      while (at > 0 && norm[row] > norm[rows[at - 1]]) {
        at--;
      }
      if (at < rows.length) {
        kept = Math.min(kept + 1, rows.length);
        System.arraycopy(rows, at, rows, at + 1, kept - at - 1);
        rows[at] = row;
      }
    }
    for (int i = 0; i < kept; i++) {
      shown.add(meta(rows[i], onlyBinpack, hasAffinities));
    }
    return shown;
  }

  private ScoreMeta meta(int row, boolean onlyBinpack, boolean hasAffinities) {
    Map<String, Double> scores = new TreeMap<>();
    scores.put("binpack", binpack[row]);
    if (!onlyBinpack) {
      scores.put("job-anti-affinity", antiAffinity[row]);
      scores.put("node-reschedule-penalty", penalty[row]);
      if (!hasAffinities || affinity[row] != 0) {
        scores.put("node-affinity", affinity[row]);
      }
      if (spread[row] != 0) {
        scores.put("allocation-spread", spread[row]);
      }
    }
    return new ScoreMeta(cluster.nodes[number[row]].id(), scores, norm[row]);
  }
}
