package io.drover.contract.model;

import io.drover.contract.ids.AllocId;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the deployment of one group is. Source: objects.md 6.
 *
 * @param requireProgressBy the deployment fails unless another allocation is healthy by then; null
 *     before the first placement
 */
@RecordBuilder
public record DeploymentState(
    boolean autoRevert,
    boolean autoPromote,
    Duration progressDeadline,
    @Nullable Instant requireProgressBy,
    boolean promoted,
    List<AllocId> placedCanaries,
    int desiredCanaries,
    int desiredTotal,
    int placedAllocs,
    int healthyAllocs,
    int unhealthyAllocs)
    implements DeploymentStateBuilder.With {

  public DeploymentState {
    progressDeadline = progressDeadline == null ? Duration.ZERO : progressDeadline;
    placedCanaries = Copies.list(placedCanaries);
  }
}
