package io.drover.sidecar.vault;

/** Where wrapped tokens of tasks come from: the control plane. */
@FunctionalInterface
public interface WrappedTokens {

  /** A token for a task of an allocation of this node, still wrapped. */
  String derive(String allocId, String task) throws DeriveFailed, InterruptedException;
}
