package io.drover.jobspec.hcl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a source. Confined to one thread. Keeps at most {@link #LIMIT}
 * complaints, as a hostile text of a megabyte can be wrong at every character; further ones are
 * counted only.
 */
public final class Diagnostics {

  /** Nobody reads further; the number bounds memory, nothing else depends on it. */
  public static final int LIMIT = 1_000;

  private final List<Diagnostic> list = new ArrayList<>();

  public void add(@Nullable SourceRange range, String summary, String detail) {
    add(new Diagnostic(range, summary, detail));
  }

  public void add(Diagnostic diagnostic) {
    if (list.size() < LIMIT) {
      list.add(diagnostic);
    }
  }

  public void addAll(List<Diagnostic> diagnostics) {
    diagnostics.forEach(this::add);
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public int size() {
    return list.size();
  }

  public List<Diagnostic> toList() {
    return List.copyOf(list);
  }
}
