package io.drover.node;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes Vault tokens for tasks on behalf of the node that is to run them. */
@FunctionalInterface
public interface TokenMaker {

  /** Where Vault is not used. */
  TokenMaker OFF =
      (node, allocation, tasks) ->
          CompletableFuture.completedFuture(Made.failed("Vault integration disabled", false));

  /**
   * Either a wrapped token for each task, or an error.
   *
   * @param recoverable whether another try may go better
   */
  record Made(Map<String, String> wrapped, String error, boolean recoverable) {

    public Made {
      wrapped = Map.copyOf(wrapped);
    }

    /** None could be made. */
    public static Made failed(String error, boolean recoverable) {
      return new Made(Map.of(), error, recoverable);
    }

    @Override
    public String toString() {
      return "Made[" + wrapped.keySet() + ", " + error + "]"; // No token.
    }
  }

  /** The stage never fails. */
  CompletionStage<Made> make(NodeId node, AllocId allocation, List<String> tasks);
}
