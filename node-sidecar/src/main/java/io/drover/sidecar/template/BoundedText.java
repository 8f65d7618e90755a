package io.drover.sidecar.template;

/** A string under construction that refuses to grow beyond the rendering's bound. */
final class BoundedText {

  private final StringBuilder text = new StringBuilder();
  private final Budget budget;

  BoundedText(Budget budget) {
    this.budget = budget;
  }

  BoundedText append(String more) throws FunctionError {
    if ((long) text.length() + more.length() > budget.outputBytes()) {
      throw new FunctionError("output is larger than " + budget.outputBytes() + " bytes");
    }
    budget.bytes(more.length());
    text.append(more);
    return this;
  }

  BoundedText append(char more) throws FunctionError {
    return append(String.valueOf(more));
  }

  BoundedText repeat(char filler, long count) throws FunctionError {
    if (count > 0) {
      budget.size(text.length() + count);
      text.repeat(filler, (int) count);
    }
    return this;
  }

  int length() {
    return text.length();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
