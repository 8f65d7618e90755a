package io.drover.command.job;

import java.util.ArrayList;
import java.util.List;

/** What validation found: errors refuse the job, warnings do not. */
public record JobVerdict(List<String> errors, List<String> warnings) {

  public JobVerdict {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  /** With one more warning, unless it is empty. */
  public JobVerdict warning(String text) {
    if (text.isEmpty()) {
      return this;
    }
    List<String> more = new ArrayList<>(warnings);
    more.add(text);
    return new JobVerdict(errors, more);
  }

  /** Whether the job may be registered. */
  public boolean accepted() {
    return errors.isEmpty();
  }

  /** All errors in one text, empty if there are none. */
  public String errorText() {
    return Problems.text(errors);
  }

  /** All warnings in one text, empty if there are none. */
  public String warningText() {
    if (warnings.isEmpty()) {
      return "";
    }
    String head = warnings.size() == 1 ? "1 warning" : warnings.size() + " warnings";
    return head + ":\n\n* " + String.join("\n* ", warnings.stream().map(String::strip).toList());
  }
}
