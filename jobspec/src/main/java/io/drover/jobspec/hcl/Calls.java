package io.drover.jobspec.hcl;

import io.drover.contract.json.GoText;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of functions. {@code try}, {@code can} and {@code convert} are here and not among the
 * functions, because they take expressions, not values.
 */
final class Calls {

  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  Calls(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  Value call(Expression.Call call, Scope scope) {
    if (!scope.allowsFunctions()) {
      diagnostics.add(
          call.range(), "Function calls not allowed", "Functions may not be called here.");
      return Value.unknown();
    }
    switch (call.name()) {
      case "try" -> {
        return tryFirst(call, scope);
      }
      case "can" -> {
        return can(call, scope);
      }
      case "convert" -> {
        return convert(call, scope);
      }
      default -> {}
    }
    Function function = scope.function(call.name());
    if (function == null) {
      diagnostics.add(
          call.nameRange(),
          "Call to unknown function",
          "There is no function named " + GoText.quote(call.name()) + ".");
      return Value.unknown();
    }
    int before = diagnostics.size();
    List<Expression> expressions = new ArrayList<>();
    List<Value> arguments = new ArrayList<>();
    if (!arguments(call, scope, expressions, arguments)) {
      return Value.unknown();
    }
    if (!rightCount(call, function, arguments.size(), expressions)) {
      return Value.unknown();
    }
    suit(function, expressions, arguments);
    if (diagnostics.size() > before) {
      return Value.unknown();
    }
    return apply(call, function, expressions, arguments);
  }

  /** Evaluates the arguments, the last one spread if it is to be. */
  private boolean arguments(
      Expression.Call call, Scope scope, List<Expression> expressions, List<Value> values) {
    int plain = call.arguments().size() - (call.expandFinal() ? 1 : 0);
    for (Expression argument : call.arguments().subList(0, plain)) {
      expressions.add(argument);
      values.add(evaluator.value(argument, scope));
    }
    if (!call.expandFinal()) {
      return true;
    }
    Expression last = call.arguments().getLast();
    Value spread = evaluator.value(last, scope);
    List<Value> elements = Values.elements(spread);
    if (elements == null) {
      if (!Values.isUnknown(spread)) {
        diagnostics.add(
            last.range(),
            "Invalid expanding argument value",
            Values.isNull(spread)
                ? "The expanding argument (indicated by ...) must not be null."
                : "The expanding argument (indicated by ...) must be of a tuple, list, or set"
                    + " type.");
      }
      return false;
    }
    for (Value element : elements) {
      expressions.add(last);
      values.add(element);
    }
    return true;
  }

  private boolean rightCount(
      Expression.Call call, Function function, int count, List<Expression> expressions) {
    int wanted = function.parameters().size();
    if (count < wanted) {
      diagnostics.add(
          call.close(),
          "Not enough function arguments",
          "Function "
              + GoText.quote(call.name())
              + " expects "
              + (function.variadic() == null ? "" : "at least ")
              + wanted
              + " argument(s). Missing value for "
              + GoText.quote(function.parameters().get(count).name())
              + ".");
      return false;
    }
    if (count > wanted && function.variadic() == null) {
      diagnostics.add(
          expressions.get(wanted).startRange(),
          "Too many function arguments",
          "Function " + GoText.quote(call.name()) + " expects only " + wanted + " argument(s).");
      return false;
    }
    return true;
  }

  private void suit(Function function, List<Expression> expressions, List<Value> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      Function.Parameter parameter = function.parameter(i);
      try {
        Value converted = Conversion.convert(arguments.get(i), parameter.type());
        arguments.set(i, converted);
        if (Values.isNull(converted) && !parameter.nullable()) {
          throw new ValueException("argument must not be null");
        }
      } catch (ValueException e) {
        badArgument(parameter, expressions.get(i), e.text());
      }
    }
  }

  private void badArgument(Function.Parameter parameter, Expression expression, String text) {
    diagnostics.add(
        expression.startRange(),
        "Invalid function argument",
        "Invalid value for " + GoText.quote(parameter.name()) + " parameter: " + text + ".");
  }

  private Value apply(
      Expression.Call call, Function function, List<Expression> expressions, List<Value> values) {
    if (!values.stream().allMatch(Values::isWhollyKnown)) {
      return Value.unknown();
    }
    try {
      return function.body().apply(values);
    } catch (ValueException e) {
      if (e.argument() >= 0 && e.argument() < expressions.size()) {
        badArgument(function.parameter(e.argument()), expressions.get(e.argument()), e.text());
      } else {
        failed(call, e.text());
      }
      return Value.unknown();
    }
  }

  private void failed(Expression.Call call, String text) {
    diagnostics.add(
        call.startRange(),
        "Error in function call",
        "Call to function " + GoText.quote(call.name()) + " failed: " + text + ".");
  }

  private Value tryFirst(Expression.Call call, Scope scope) {
    if (call.arguments().isEmpty()) {
      failed(call, "at least one argument is required");
      return Value.unknown();
    }
    StringBuilder tried = new StringBuilder();
    for (Expression argument : call.arguments()) {
      Diagnostics own = new Diagnostics();
      Value value = Evaluator.evaluate(argument, scope, own);
      if (own.isEmpty()) {
        return value;
      }
      for (Diagnostic diagnostic : own.toList()) {
        tried
            .append("\n- ")
            .append(diagnostic.summary())
            .append(diagnostic.range() == null ? "" : " (at " + diagnostic.range() + ")")
            .append("\n  ")
            .append(diagnostic.detail());
      }
    }
    failed(
        call,
        "no expression succeeded:"
            + tried
            + "\n\nAt least one expression must produce a successful result");
    return Value.unknown();
  }

  private Value can(Expression.Call call, Scope scope) {
    Function shape =
        new Function(
            "can",
            List.of(new Function.Parameter("expression", Type.ANY, true)),
            null,
            arguments -> arguments.getFirst());
    if (!rightCount(call, shape, call.arguments().size(), call.arguments())) {
      return Value.unknown();
    }
    Diagnostics own = new Diagnostics();
    Evaluator.evaluate(call.arguments().getFirst(), scope, own);
    return Value.of(own.isEmpty());
  }

  private Value convert(Expression.Call call, Scope scope) {
    Function.Parameter value = new Function.Parameter("value", Type.ANY, true);
    Function shape =
        new Function(
            "convert",
            List.of(value, new Function.Parameter("type", Type.ANY, false)),
            null,
            arguments -> arguments.getFirst());
    if (!rightCount(call, shape, call.arguments().size(), call.arguments())) {
      return Value.unknown();
    }
    int before = diagnostics.size();
    Value argument = evaluator.value(call.arguments().getFirst(), scope);
    Type type = TypeExpressions.read(call.arguments().get(1), true, diagnostics);
    if (diagnostics.size() > before) {
      return Value.unknown();
    }
    try {
      return Conversion.convert(argument, type);
    } catch (ValueException e) {
      badArgument(value, call.arguments().getFirst(), e.text());
      return Value.unknown();
    }
  }
}
