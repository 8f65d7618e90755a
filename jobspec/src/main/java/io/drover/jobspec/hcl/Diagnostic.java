package io.drover.jobspec.hcl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One complaint about a source text, with the place it is about; a complaint without a place is
 * printed with {@code <nil>}.
 */
public record Diagnostic(@Nullable SourceRange range, String summary, String detail) {

  /** Several complaints of one step as HCL joins them: the first, and how many more there are. */
  public static String joined(List<Diagnostic> diagnostics) {
    return switch (diagnostics.size()) {
      case 0 -> "no diagnostics";
      case 1 -> diagnostics.getFirst().toString();
      default ->
          diagnostics.getFirst() + ", and " + (diagnostics.size() - 1) + " other diagnostic(s)";
    };
  }

  @Override
  public String toString() {
    return (range == null ? "<nil>" : range) + ": " + summary + "; " + detail;
  }
}
