package io.drover.jobspec.functions;

import static io.drover.jobspec.functions.FunctionTable.*;

import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Numbers;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** Functions on numbers. */
final class NumberFunctions {

  private static final int RANGE_MAX = 1024;

  private NumberFunctions() {}

  static void addTo(FunctionTable table) {
    table.add("abs", List.of(of("num", Type.NUMBER)), a -> abs(number(a.getFirst())));
    table.add("ceil", List.of(of("num", Type.NUMBER)), a -> round(a, RoundingMode.CEILING));
    table.add("floor", List.of(of("num", Type.NUMBER)), a -> round(a, RoundingMode.FLOOR));
    table.add(
        "signum",
        List.of(of("num", Type.NUMBER)),
        a -> Value.of(Integer.signum(sign(number(a.getFirst())))));
    table.variadic("max", List.of(), of("numbers", Type.NUMBER), a -> extreme(a, 1));
    table.variadic("min", List.of(), of("numbers", Type.NUMBER), a -> extreme(a, -1));
    table.add(
        "pow",
        List.of(of("num", Type.NUMBER), of("power", Type.NUMBER)),
        a -> pow(number(a.get(0)), number(a.get(1))));
    table.add(
        "log",
        List.of(of("num", Type.NUMBER), of("base", Type.NUMBER)),
        a ->
            real(
                Math.log(number(a.get(0)).value().doubleValue())
                    / Math.log(number(a.get(1)).value().doubleValue())));
    table.add(
        "parseint",
        List.of(of("number", Type.STRING), of("base", Type.NUMBER)),
        NumberFunctions::parse);
    table.variadic("range", List.of(), of("params", Type.NUMBER), NumberFunctions::range);
  }

  private static int sign(Value.Num n) {
    return n.infinite() != 0 ? n.infinite() : n.value().signum();
  }

  private static Value abs(Value.Num n) {
    return new Value.Num(n.value().abs(), Math.abs(n.infinite()));
  }

  private static Value round(List<Value> arguments, RoundingMode mode) {
    Value.Num n = number(arguments.getFirst());
    return n.infinite() != 0 ? n : Numbers.of(n.value().setScale(0, mode));
  }

  private static Value extreme(List<Value> arguments, int direction) {
    if (arguments.isEmpty()) {
      throw new ValueException("must pass at least one number");
    }
    Value.Num best = number(arguments.getFirst());
    for (Value argument : arguments) {
      Value.Num n = number(argument);
      best = Numbers.compare(n, best) * direction > 0 ? n : best;
    }
    return best;
  }

  private static Value pow(Value.Num base, Value.Num power) {
    BigInteger whole = Numbers.whole(power);
    // Small whole powers of whole numbers are exact; the rest is as exact as a float.
    if (whole != null
        && whole.signum() >= 0
        && whole.bitLength() < 11
        && base.infinite() == 0
        && base.value().precision() < 16) {
      return Numbers.of(base.value().pow(whole.intValue(), Numbers.PRECISION));
    }
    return real(Math.pow(base.value().doubleValue(), power.value().doubleValue()));
  }

  private static Value real(double number) {
    if (Double.isNaN(number)) {
      throw new ValueException("the result is not a number");
    }
    return Double.isInfinite(number)
        ? Numbers.infinity(number > 0 ? 1 : -1)
        : Numbers.of(new BigDecimal(number));
  }

  private static Value parse(List<Value> arguments) {
    String text = text(arguments.get(0));
    BigInteger base = Numbers.whole(number(arguments.get(1)));
    if (base == null || base.bitLength() > 7 || base.intValue() < 2 || base.intValue() > 62) {
      throw new ValueException(1, "base must be a whole number between 2 and 62 inclusive");
    }
    int radix = base.intValue();
    boolean signed = text.startsWith("-") || text.startsWith("+");
    BigInteger result = BigInteger.ZERO;
    String digits = signed ? text.substring(1) : text;
    boolean valid = !digits.isEmpty() && digits.length() <= 1_000;
    for (int i = 0; i < digits.length() && valid; i++) {
      int digit = digit(digits.charAt(i), radix);
      valid = digit >= 0 && digit < radix;
      result = result.multiply(base).add(BigInteger.valueOf(digit));
    }
    if (!valid) {
      throw new ValueException(
          0, "cannot parse " + GoText.quote(text) + " as a base " + radix + " integer");
    }
    return Numbers.of(new BigDecimal(text.startsWith("-") ? result.negate() : result));
  }

  /** Up to base 36 the case does not matter; above, capitals come last. */
  private static int digit(char c, int radix) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'Z') {
      return c - 'A' + (radix > 36 ? 36 : 10);
    }
    return -1;
  }

  private static Value range(List<Value> arguments) {
    BigDecimal start = BigDecimal.ZERO;
    BigDecimal end;
    switch (arguments.size()) {
      case 1 -> end = number(arguments.get(0)).value();
      case 2, 3 -> {
        start = number(arguments.get(0)).value();
        end = number(arguments.get(1)).value();
      }
      default -> throw new ValueException("must have one, two, or three arguments");
    }
    BigDecimal step =
        arguments.size() == 3
            ? number(arguments.get(2)).value()
            : BigDecimal.valueOf(end.compareTo(start) < 0 ? -1 : 1);
    if (step.signum() == 0) {
      throw new ValueException(2, "step must not be zero");
    }
    java.util.ArrayList<Value> items = new java.util.ArrayList<>();
    BigDecimal next = start;
    while (step.signum() > 0 ? next.compareTo(end) < 0 : next.compareTo(end) > 0) {
      if (items.size() >= RANGE_MAX) {
        throw new ValueException(
            "more than "
                + RANGE_MAX
                + " values were generated; either decrease"
                + " the difference between start and end or use a smaller step");
      }
      items.add(Numbers.of(next));
      next = next.add(step, Numbers.PRECISION);
    }
    return new Value.ListValue(Type.NUMBER, items);
  }
}
