package io.drover.contract.model;

import io.drover.contract.ids.NodeId;
import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/** Scores of one node for one placement. */
@RecordBuilder
public record ScoreMeta(NodeId nodeId, @KeepEmpty Map<String, Double> scores, double normScore)
    implements ScoreMetaBuilder.With {

  public ScoreMeta {
    scores = Copies.map(scores);
  }
}
