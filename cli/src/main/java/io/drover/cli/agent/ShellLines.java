package io.drover.cli.agent;

/** NAME='value' lines for a shell to evaluate: nothing in a value is ever executed. */
final class ShellLines {

  private final StringBuilder text = new StringBuilder();

  ShellLines put(String name, String value) {
    if (!name.matches("[A-Z_]+")) {
      throw new IllegalArgumentException("not a variable's name: " + name);
    }
    text.append(name).append("='").append(value.replace("'", "'\\''")).append("'\n");
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
