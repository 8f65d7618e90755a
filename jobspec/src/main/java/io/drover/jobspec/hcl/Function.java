package io.drover.jobspec.hcl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function of the language: its parameters, and what it makes of arguments that suit them. */
public record Function(
    String name, List<Parameter> parameters, @Nullable Parameter variadic, Body body) {

  public Function {
    parameters = List.copyOf(parameters);
  }

  /** {@code nullable}: takes null; otherwise null is refused before the function is called. */
  public record Parameter(String name, Type type, boolean nullable) {}

  /** Computes the result of known arguments, which have the types of the parameters. */
  @FunctionalInterface
  public interface Body {
    /**
     * @throws ValueException if the arguments have no result; its text goes into the diagnostic
     */
    Value apply(List<Value> arguments);
  }

  Parameter parameter(int index) {
    return index < parameters.size() || variadic == null ? parameters.get(index) : variadic;
  }
}
