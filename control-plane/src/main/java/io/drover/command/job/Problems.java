package io.drover.command.job;

import java.util.ArrayList;
import java.util.List;

/**
 * Faults found in one block, in the order found, and their text: a line with the count, then one
 * line each. The faults of an inner block are one fault of the outer one, their text not indented.
 */
public final class Problems {

  private final List<String> found = new ArrayList<>();

  void add(String problem) {
    found.add(problem);
  }

  void addIf(boolean wrong, String problem) {
    if (wrong) {
      found.add(problem);
    }
  }

  /** The inner faults become one of ours, after a prefix that says where they are. */
  void addNested(String prefix, Problems inner) {
    if (!inner.found.isEmpty()) {
      found.add(prefix + inner.text());
    }
  }

  /** The inner faults become ours one by one. */
  void addAll(Problems inner) {
    found.addAll(inner.found);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<String> list() {
    return List.copyOf(found);
  }

  String text() {
    return text(found);
  }

  /** The text of faults; empty if there are none. */
  public static String text(List<String> problems) {
    if (problems.isEmpty()) {
      return "";
    }
    String head = problems.size() == 1 ? "1 error" : problems.size() + " errors";
    return head + " occurred:\n\t* " + String.join("\n\t* ", problems) + "\n\n";
  }
}
