package io.drover.contract.model;

import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How a place was found, or why none was. Source: objects.md 4.2. */
@RecordBuilder
public record AllocMetric(
    int nodesEvaluated,
    int nodesFiltered,
    int nodesInPool,
    @KeepEmpty Map<String, Integer> nodesAvailable,
    Map<String, Integer> classFiltered,
    Map<String, Integer> constraintFiltered,
    int nodesExhausted,
    Map<String, Integer> classExhausted,
    Map<String, Integer> dimensionExhausted,
    List<String> quotaExhausted,
    Map<String, Resources> resourcesExhausted,
    Map<String, Double> scores,
    List<ScoreMeta> scoreMetaData,
    Duration allocationTime,
    int coalescedFailures)
    implements AllocMetricBuilder.With {

  public AllocMetric {
    nodesAvailable = Copies.map(nodesAvailable);
    classFiltered = Copies.map(classFiltered);
    constraintFiltered = Copies.map(constraintFiltered);
    classExhausted = Copies.map(classExhausted);
    dimensionExhausted = Copies.map(dimensionExhausted);
    quotaExhausted = Copies.list(quotaExhausted);
    resourcesExhausted = Copies.map(resourcesExhausted);
    scores = Copies.map(scores);
    scoreMetaData = Copies.scores(scoreMetaData);
    allocationTime = allocationTime == null ? Duration.ZERO : allocationTime;
  }
}
