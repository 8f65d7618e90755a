package io.drover.contract.model;

import io.drover.contract.ids.NodeId;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The scores of the best nodes in a tenth of the memory: every allocation keeps them, and most of
 * them are 0. A row is made anew whenever it is read. Each row is packed as a byte that says which
 * scorers are shown, one that says which of those are not 0, these scores, and the mean.
 */
final class PackedScores extends AbstractList<ScoreMeta> implements RandomAccess {
  /** Scorers by the bit that stands for them. */
  private static final String[] SCORERS = {
    "allocation-spread",
    "binpack",
    "devices",
    "job-anti-affinity",
    "node-affinity",
    "node-reschedule-penalty",
    "preemption"
  };

  private final NodeId[] nodes;
  private final byte[] packed;

  private PackedScores(NodeId[] nodes, byte[] packed) {
    this.nodes = nodes;
    this.packed = packed;
  }

  /** The same rows in less memory, or null if they hold what cannot be packed. */
  static @Nullable PackedScores of(List<ScoreMeta> rows) {
    List<NodeId> nodes = new ArrayList<>(rows.size());
    ByteBuffer packed =
        ByteBuffer.allocate(rows.size() * (2 + Double.BYTES * (SCORERS.length + 1)));
    for (ScoreMeta row : rows) {
      if (row == null || row.nodeId() == null || !pack(row, packed)) {
        return null;
      }
      nodes.add(row.nodeId());
    }
    byte[] bytes = new byte[packed.position()];
    packed.flip().get(bytes);
    return new PackedScores(nodes.toArray(NodeId[]::new), bytes);
  }

  private static boolean pack(ScoreMeta row, ByteBuffer packed) {
    int shown = 0;
    int set = 0;
    for (int i = 0; i < SCORERS.length; i++) {
      Double score = row.scores().get(SCORERS[i]);
      if (score != null) {
        shown |= 1 << i;
        set |= Double.doubleToRawLongBits(score) == 0 ? 0 : 1 << i; // Minus 0 is kept.
      }
    }
    if (Integer.bitCount(shown) != row.scores().size()) {
      return false;
    }
    packed.put((byte) shown).put((byte) set);
    for (int i = 0; i < SCORERS.length; i++) {
      if ((set & 1 << i) != 0) {
        packed.putDouble(row.scores().getOrDefault(SCORERS[i], 0.0));
      }
    }
    packed.putDouble(row.normScore());
    return true;
  }

  @Override
  public ScoreMeta get(int index) {
    NodeId node = nodes[index]; // Checks the index, too.
    ByteBuffer buffer = ByteBuffer.wrap(packed);
    for (int row = 0; row < index; row++) {
      int set = buffer.get(buffer.position() + 1);
      buffer.position(buffer.position() + 2 + Double.BYTES * (Integer.bitCount(set) + 1));
    }
    int shown = buffer.get();
    int set = buffer.get();
    Map<String, Double> scores = new TreeMap<>();
    for (int i = 0; i < SCORERS.length; i++) {
      if ((shown & 1 << i) != 0) {
        scores.put(SCORERS[i], (set & 1 << i) == 0 ? 0.0 : buffer.getDouble());
      }
    }
    return new ScoreMeta(node, scores, buffer.getDouble());
  }

  @Override
  public int size() {
    return nodes.length;
  }
}
