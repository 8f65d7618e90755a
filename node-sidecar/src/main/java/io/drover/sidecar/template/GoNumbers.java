package io.drover.sidecar.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as Go reads and writes them. */
final class GoNumbers {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,6})?");
  private static final Pattern SEPARATED =
      Pattern.compile("[+-]?(0[xXoObB]_?)?[0-9a-fA-F]+(_[0-9a-fA-F]+)*");
  private static final int SHORTEST = -1;

  private GoNumbers() {}

  /** A number in a template: a Long or a Double. */
  static Object literal(String source) throws FunctionError {
    String text = source;
    if (source.contains("_")) {
      if (!SEPARATED.matcher(source).matches()) {
        throw new FunctionError("illegal number syntax: " + Quoting.quote(source));
      }
      text = source.replace("_", "");
    }
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    String lower = digits.toLowerCase(Locale.ROOT);
    try {
      if (lower.startsWith("0x") && (lower.contains(".") || lower.contains("p"))) {
        double value = Double.parseDouble(lower.contains("p") ? lower : lower + "p0");
        return negative ? -value : value;
      }
      if (!lower.startsWith("0x") && (lower.contains(".") || lower.contains("e"))) {
        return real(text, source);
      }
      BigInteger value = integer(lower);
      BigInteger signed = negative ? value.negate() : value;
      if (signed.bitLength() > 63) {
        throw new FunctionError("integer overflow: " + Quoting.quote(source));
      }
      return signed.longValue();
    } catch (NumberFormatException malformed) {
      throw new FunctionError("illegal number syntax: " + Quoting.quote(source));
    }
  }

  private static BigInteger integer(String digits) {
    if (digits.startsWith("0x")) {
      return new BigInteger(unsigned(digits.substring(2)), 16);
    }
    if (digits.startsWith("0b")) {
      return new BigInteger(unsigned(digits.substring(2)), 2);
    }
    if (digits.startsWith("0o")) {
      return new BigInteger(unsigned(digits.substring(2)), 8);
    }
    return digits.length() > 1 && digits.startsWith("0")
        ? new BigInteger(unsigned(digits.substring(1)), 8)
        : new BigInteger(unsigned(digits), 10);
  }

  private static String unsigned(String digits) {
    if (digits.startsWith("-") || digits.startsWith("+") || digits.length() > 80) {
      throw new NumberFormatException(digits);
    }
    return digits;
  }

  private static double real(String text, String source) throws FunctionError {
    if (!DECIMAL.matcher(text).matches()) {
      throw new FunctionError("illegal number syntax: " + Quoting.quote(source));
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new FunctionError("illegal number syntax: " + Quoting.quote(source));
    }
    return value;
  }

  static boolean decimal(String text) {
    return DECIMAL.matcher(text).matches();
  }

  /**
   * A number in one of Go's forms.
   *
   * @param form one of e, E, f, F, g, G
   * @param precision -1 for as many digits as tell it from its neighbours
   */
  static String format(double value, char form, int precision) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean negative = value < 0 || 1 / value < 0;
    BigDecimal exact =
        precision == SHORTEST
            ? new BigDecimal(Double.toString(Math.abs(value)))
            : new BigDecimal(Math.abs(value));
    String text =
        switch (form) {
          case 'e', 'E' -> exponent(exact, form, precision);
          case 'f', 'F' -> plain(exact, precision);
          default -> general(exact, form, precision);
        };
    return negative ? "-" + text : text;
  }

  private static String plain(BigDecimal value, int precision) {
    if (precision == SHORTEST) {
      BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
      return stripped.toPlainString();
    }
    return value.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String digits(BigDecimal value, int count) {
    BigDecimal rounded =
        count > 0
            ? value.round(new java.math.MathContext(count, RoundingMode.HALF_EVEN))
            : value.stripTrailingZeros();
    return rounded.unscaledValue().toString();
  }

  private static int exponentOf(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private static String exponent(BigDecimal value, char form, int precision) {
    BigDecimal rounded =
        precision == SHORTEST
            ? value
            : value.round(new java.math.MathContext(precision + 1, RoundingMode.HALF_EVEN));
    String digits = digits(rounded, 0);
    StringBuilder out = new StringBuilder(digits.substring(0, 1));
    String fraction = digits.substring(1);
    if (precision != SHORTEST) {
      fraction = fraction + "0".repeat(Math.max(0, precision - fraction.length()));
    }
    if (!fraction.isEmpty()) {
      out.append('.').append(fraction);
    }
    int exponent = exponentOf(rounded);
    return out.append(form)
        .append(exponent < 0 ? '-' : '+')
        .append(Math.abs(exponent) < 10 ? "0" : "")
        .append(Math.abs(exponent))
        .toString();
  }

  private static String general(BigDecimal value, char form, int precision) {
    int wanted = precision == 0 ? 1 : precision;
    BigDecimal rounded =
        precision == SHORTEST
            ? value
            : value.round(new java.math.MathContext(wanted, RoundingMode.HALF_EVEN));
    String digits = value.signum() == 0 ? "0" : digits(rounded, 0);
    int exponent = exponentOf(rounded);
    // Without a precision, Go draws the border as if it were 6.
    int border = precision == SHORTEST ? 6 : wanted;
    if (precision != SHORTEST && border > digits.length() && digits.length() >= exponent + 1) {
      border = digits.length();
    }
    if (exponent < -4 || exponent >= border) {
      return exponent(rounded, form == 'G' ? 'E' : 'e', digits.length() - 1);
    }
    return plain(rounded, Math.max(0, digits.length() - exponent - 1));
  }
}
