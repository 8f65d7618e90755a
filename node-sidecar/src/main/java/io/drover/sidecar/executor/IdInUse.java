package io.drover.sidecar.executor;

/** A process was launched under that id and is not forgotten yet. */
public final class IdInUse extends IllegalStateException {

  private static final long serialVersionUID = 1;

  public IdInUse(String id) {
    super("a process was launched under the id \"" + id + "\" already");
  }
}
