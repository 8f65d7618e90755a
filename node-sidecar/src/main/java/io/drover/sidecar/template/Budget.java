package io.drover.sidecar.template;

/** What is left to a rendering of its {@link TemplateLimits}. */
final class Budget {

  private static final int BYTES_PER_STEP = 64;

  private final TemplateLimits limits;
  private long left;
  private long made;
  private int depth;

  Budget(TemplateLimits limits) {
    this.limits = limits;
    this.left = limits.work();
  }

  void step() throws FunctionError {
    spend(1);
  }

  /** Pays for bytes that are made. */
  void bytes(long count) throws FunctionError {
    made += count;
    if (made > limits.madeBytes()) {
      throw new FunctionError("template makes more than " + limits.madeBytes() + " bytes");
    }
    spend(1 + count / BYTES_PER_STEP);
  }

  void spend(long steps) throws FunctionError {
    left -= steps;
    if (left < 0) {
      throw new FunctionError("template takes more than " + limits.work() + " steps of evaluation");
    }
  }

  /** Refuses strings that are too long, before they are made. */
  void size(long bytes) throws FunctionError {
    if (bytes > limits.outputBytes()) {
      throw new FunctionError("output is larger than " + limits.outputBytes() + " bytes");
    }
    bytes(bytes);
  }

  int outputBytes() {
    return limits.outputBytes();
  }

  void enter() throws FunctionError {
    step();
    if (++depth > limits.depth()) {
      throw new FunctionError("exceeded maximum template depth (" + limits.depth() + ")");
    }
  }

  void leave() {
    depth--;
  }
}
