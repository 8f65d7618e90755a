package io.drover.jobspec.functions;

import io.drover.jobspec.hcl.Function;
import io.drover.jobspec.hcl.Numbers;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import io.drover.jobspec.hcl.Values;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects functions by name, and the small conversions that their bodies share. */
final class FunctionTable {

  private final Map<String, Function> functions = new HashMap<>();

  @Nullable Function find(String name) {
    return functions.get(name);
  }

  static Function.Parameter of(String name, Type type) {
    return new Function.Parameter(name, type, false);
  }

  static Function.Parameter nullable(String name, Type type) {
    return new Function.Parameter(name, type, true);
  }

  void add(String name, List<Function.Parameter> parameters, Function.Body body) {
    functions.put(name, new Function(name, parameters, null, body));
  }

  void variadic(
      String name,
      List<Function.Parameter> parameters,
      Function.Parameter rest,
      Function.Body body) {
    functions.put(name, new Function(name, parameters, rest, body));
  }

  /** A function of one string. */
  void text(String name, String parameter, java.util.function.UnaryOperator<String> body) {
    add(name, List.of(of(parameter, Type.STRING)), a -> Value.of(body.apply(text(a.getFirst()))));
  }

  static String text(Value value) {
    if (value instanceof Value.Text(String text)) {
      return text;
    }
    throw new ValueException("string required");
  }

  static Value.Num number(Value value) {
    if (value instanceof Value.Num n) {
      return n;
    }
    throw new ValueException("number required");
  }

  /** A whole number that fits in an int, for indices and lengths. */
  static int integer(List<Value> arguments, int index) {
    BigInteger whole = Numbers.whole(number(arguments.get(index)));
    if (whole == null || whole.bitLength() > 31) {
      throw new ValueException(index, "value must be a whole number");
    }
    return whole.intValue();
  }

  static List<Value> elements(Value value) {
    return Objects.requireNonNullElse(Values.elements(value), List.of());
  }

  static List<String> texts(Value value) {
    return elements(value).stream().map(FunctionTable::text).toList();
  }
}
