package io.drover.state;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;

/**
 * By what the Vault token of a task can be revoked; not the token itself.
 *
 * @param creationTtl seconds that the token's wrapping lives: by then an unused one is gone
 */
public record VaultAccessor(
    String accessor,
    AllocId allocId,
    NodeId nodeId,
    String task,
    long creationTtl,
    long createIndex) {

  VaultAccessor withCreateIndex(long index) {
    return new VaultAccessor(accessor, allocId, nodeId, task, creationTtl, index);
  }
}
