package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Arithmetic. The right operand comes first, so that the left one can be piped. */
final class NumberFunctions {

  private NumberFunctions() {}

  static Map<String, Function> table() {
    return Map.of(
        "add", operation("add", Long::sum, Double::sum),
        "subtract", operation("subtract", (a, b) -> a - b, (a, b) -> a - b),
        "multiply", operation("multiply", (a, b) -> a * b, (a, b) -> a * b),
        "divide", operation("divide", (a, b) -> a / b, (a, b) -> a / b),
        "modulo", Function.of(NumberFunctions::modulo, Kind.ANY, Kind.ANY),
        "minimum", Function.of(call -> extreme(call, "minimum", true), Kind.ANY, Kind.ANY),
        "maximum", Function.of(call -> extreme(call, "maximum", false), Kind.ANY, Kind.ANY));
  }

  private static Function operation(
      String name, LongBinaryOperator whole, DoubleBinaryOperator real) {
    return Function.of(
        call -> {
          Number left = number(name, call.get(1));
          Number right = number(name, call.get(0));
          if (left instanceof Long a && right instanceof Long b) {
            notZero(name, b);
            return whole.applyAsLong(a, b);
          }
          return real.applyAsDouble(left.doubleValue(), right.doubleValue());
        },
        Kind.ANY,
        Kind.ANY);
  }

  private static void notZero(String name, long divisor) throws FunctionError {
    if (divisor == 0 && (name.equals("divide") || name.equals("modulo"))) {
      throw new FunctionError("integer divide by zero");
    }
  }

  private static Number number(String name, @Nullable Object value) throws FunctionError {
    if (value instanceof Number number) {
      return number;
    }
    throw new FunctionError(name + ": unknown type for number (" + Values.type(value) + ")");
  }

  private static long modulo(Arguments call) throws FunctionError {
    if (call.get(1) instanceof Long left && call.get(0) instanceof Long right) {
      notZero("modulo", right);
      return left % right;
    }
    throw new FunctionError("modulo: both must be integers");
  }

  private static Number extreme(Arguments call, String name, boolean least) throws FunctionError {
    Number left = number(name, call.get(1));
    Number right = number(name, call.get(0));
    int order =
        left instanceof Long a && right instanceof Long b
            ? Long.compare(a, b)
            : Double.compare(left.doubleValue(), right.doubleValue());
    return (least ? order < 0 : order > 0) ? left : right;
  }
}
