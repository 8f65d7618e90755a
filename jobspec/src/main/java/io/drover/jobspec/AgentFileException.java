package io.drover.jobspec;

import java.util.List;

/** Configuration files that give no configuration; one line for each thing that is wrong. */
public final class AgentFileException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  public AgentFileException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each names a file and, where there is one, a line. */
  public List<String> problems() {
    return problems;
  }
}
