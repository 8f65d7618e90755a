package io.drover.jobspec.hcl;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What names mean during an evaluation: variables (inner ones hide outer ones), functions, and what
 * to do about a name that nobody knows. Also counts the work, so that a short text cannot keep a
 * server busy: see {@link Budget}.
 */
public final class Scope {

  /** What an unknown name stands for; adds a complaint and returns unknown if it may not be. */
  @FunctionalInterface
  public interface Undefined {
    Value resolve(Expression.Traversal traversal, Diagnostics diagnostics);
  }

  /** Looks functions up by name. */
  @FunctionalInterface
  public interface Functions {
    @Nullable Function find(String name);
  }

  /**
   * The work that the evaluation of one file may take: expressions evaluated, and characters or
   * elements produced. A large job takes some ten thousand of either; the limits are some hundred
   * times that, and about a second's work.
   */
  static final class Budget {
    static final long STEPS = 2_000_000;
    static final long SIZE = 64L * 1024 * 1024;

    private long steps = STEPS;
    private long size = SIZE;

    void spend(long produced) {
      steps--;
      size -= produced;
      if (steps < 0 || size < 0) {
        throw new Exhausted();
      }
    }
  }

  /** The budget is used up. Becomes a diagnostic where the evaluation began. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super("evaluation takes too long", null, false, false);
    }
  }

  private final Map<String, Value> variables;
  private final @Nullable Scope outer;
  private final @Nullable Functions functions;
  private final Undefined undefined;
  private final Budget budget;

  private Scope(
      Map<String, Value> variables,
      @Nullable Scope outer,
      @Nullable Functions functions,
      Undefined undefined,
      Budget budget) {
    this.variables = Map.copyOf(variables);
    this.outer = outer;
    this.functions = functions;
    this.undefined = undefined;
    this.budget = budget;
  }

  /** The outermost scope. */
  public static Scope of(Map<String, Value> variables, Functions functions, Undefined undefined) {
    return new Scope(variables, null, functions, undefined, new Budget());
  }

  /** Where only literals and operators are allowed, as in the default of a variable. */
  public static Scope literals() {
    return new Scope(
        Map.of(),
        null,
        null,
        (traversal, diagnostics) -> {
          diagnostics.add(
              traversal.rootRange(), "Variables not allowed", "Variables may not be used here.");
          return Value.unknown();
        },
        new Budget());
  }

  /** This scope with more names. */
  public Scope with(Map<String, Value> more) {
    return new Scope(more, this, functions, undefined, budget);
  }

  @Nullable Value find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  Value resolve(Expression.Traversal traversal, Diagnostics diagnostics) {
    return undefined.resolve(traversal, diagnostics);
  }

  boolean allowsFunctions() {
    return functions != null;
  }

  @Nullable Function function(String name) {
    return functions == null ? null : functions.find(name);
  }

  Budget budget() {
    return budget;
  }
}
