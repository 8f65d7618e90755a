package io.drover.jobspec.hcl;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on the numbers of the language. They are decimals of {@link #PRECISION} digits, where
 * HCL takes binary floats of 512 bits, so quotients that do not end differ behind the 154th digit.
 */
public final class Numbers {

  /** 512 bits are 154.1 decimal digits. */
  public static final MathContext PRECISION = new MathContext(155, RoundingMode.HALF_EVEN);

  /**
   * The largest power of ten that a number may have. Beyond it a number counts as infinite (or as
   * zero), because writing it out would take as many characters.
   */
  static final int EXPONENT_MAX = 5_000;

  private static final int MANTISSA_BITS = 512;

  private static final Value.Num ZERO = new Value.Num(BigDecimal.ZERO, 0);

  private Numbers() {}

  /** The number, or an infinity if it is too large. */
  public static Value.Num of(BigDecimal number) {
    BigDecimal rounded = number.round(PRECISION).stripTrailingZeros();
    if (rounded.signum() == 0) {
      return ZERO;
    }
    long magnitude = (long) rounded.precision() - rounded.scale();
    if (magnitude > EXPONENT_MAX) {
      return infinity(rounded.signum());
    }
    return magnitude < -EXPONENT_MAX ? ZERO : new Value.Num(rounded, 0);
  }

  public static Value.Num infinity(int sign) {
    return new Value.Num(BigDecimal.ZERO, sign);
  }

  /** A decimal literal such as {@code -1.5e3}, or null. */
  public static Value.@Nullable Num parse(String text) {
    // The longest digits that still count, and an exponent that BigDecimal takes.
    if (text.isEmpty() || text.length() > 2 * EXPONENT_MAX) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return null;
      }
    }
    try {
      return of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static Value.Num negate(Value.Num n) {
    return new Value.Num(n.value().negate(), -n.infinite());
  }

  static int sign(Value.Num n) {
    return n.infinite() != 0 ? n.infinite() : n.value().signum();
  }

  public static int compare(Value.Num left, Value.Num right) {
    return left.infinite() != 0 || right.infinite() != 0
        ? Integer.compare(left.infinite(), right.infinite())
        : left.value().compareTo(right.value());
  }

  static Value.Num add(Value.Num left, Value.Num right) {
    if (left.infinite() != 0 && right.infinite() != 0 && left.infinite() != right.infinite()) {
      throw new ValueException("can't compute sum of opposing infinities");
    }
    if (left.infinite() != 0 || right.infinite() != 0) {
      return infinity(left.infinite() != 0 ? left.infinite() : right.infinite());
    }
    return of(left.value().add(right.value()));
  }

  static Value.Num multiply(Value.Num left, Value.Num right) {
    if (left.infinite() != 0 || right.infinite() != 0) {
      int sign = sign(left) * sign(right);
      if (sign == 0) {
        throw new ValueException("can't multiply zero by infinity");
      }
      return infinity(sign);
    }
    return of(left.value().multiply(right.value()));
  }

  static Value.Num divide(Value.Num left, Value.Num right) {
    boolean zeros = sign(left) == 0 && sign(right) == 0;
    if (zeros || left.infinite() != 0 && right.infinite() != 0) {
      throw new ValueException("can't divide zero by zero or infinity by infinity");
    }
    if (left.infinite() != 0 || sign(right) == 0) {
      return infinity(sign(left) * (sign(right) == 0 ? 1 : sign(right)));
    }
    return right.infinite() != 0 ? ZERO : quotient(left.value(), right.value());
  }

  /** Exact if it ends; else the shortest decimal that stands for the nearest binary float. */
  private static Value.Num quotient(BigDecimal left, BigDecimal right) {
    MathContext wide = new MathContext(PRECISION.getPrecision() + 20, RoundingMode.HALF_EVEN);
    BigDecimal exact = left.divide(right, wide).stripTrailingZeros();
    if (exact.precision() < PRECISION.getPrecision() || Math.abs(exact.scale()) > 400) {
      return of(exact);
    }
    BigDecimal binary = nearestBinary(exact);
    for (int digits = 153; digits < PRECISION.getPrecision(); digits++) {
      BigDecimal shorter = binary.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (nearestBinary(shorter).compareTo(binary) == 0) {
        return of(shorter);
      }
    }
    return of(binary);
  }

  /** The nearest number with a mantissa of 512 bits; the magnitude has been bounded before. */
  private static BigDecimal nearestBinary(BigDecimal number) {
    int decimal = number.precision() - number.scale();
    // Bits per decimal digit are 3.32; the guess is put right below.
    int shift = MANTISSA_BITS - (int) (decimal * 3.3219);
    while (true) {
      BigDecimal scaled = timesPowerOfTwo(number, shift);
      int excess = scaled.abs().toBigInteger().bitLength() - MANTISSA_BITS;
      if (excess == 0) {
        return timesPowerOfTwo(scaled.setScale(0, RoundingMode.HALF_EVEN), -shift);
      }
      shift -= excess;
    }
  }

  /** Exact: halving a decimal ends. */
  private static BigDecimal timesPowerOfTwo(BigDecimal number, int power) {
    BigDecimal factor = new BigDecimal(BigInteger.TWO.pow(Math.abs(power)));
    return power >= 0 ? number.multiply(factor) : number.divide(factor);
  }

  /** The remainder with the sign of the dividend; by zero it is the dividend. */
  static Value.Num modulo(Value.Num left, Value.Num right) {
    if (left.infinite() != 0 || right.infinite() != 0 || sign(right) == 0) {
      return left;
    }
    return of(left.value().remainder(right.value()));
  }

  /** Without an exponent, as HCL writes numbers into strings. */
  public static String text(Value.Num n) {
    return n.infinite() != 0 ? n.infinite() > 0 ? "+Inf" : "-Inf" : n.value().toPlainString();
  }

  /** The whole number, or null if there is a fraction or no end to it. */
  public static @Nullable BigInteger whole(Value.Num n) {
    return n.infinite() != 0 || n.value().scale() > 0 ? null : n.value().toBigInteger();
  }
}
