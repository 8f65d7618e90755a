package io.drover.schedule;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A property of a device, or what a job compares it with: exactly one of a number, a text and a
 * truth value. Only a number has a unit, and it is kept in the base unit.
 */
record DeviceAttribute(
    @Nullable BigDecimal number,
    DeviceUnit.@Nullable Measure measures,
    @Nullable String text,
    @Nullable Boolean flag) {
  /** Longer numbers are no measurements, and comparing them could take long. */
  private static final int LONGEST = 64;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  static DeviceAttribute text(String value) {
    return new DeviceAttribute(null, null, value, null);
  }

  private static DeviceAttribute flag(boolean value) {
    return new DeviceAttribute(null, null, null, value);
  }

  private static DeviceAttribute number(BigDecimal value, @Nullable DeviceUnit unit) {
    return unit == null
        ? new DeviceAttribute(value, null, null, null)
        : new DeviceAttribute(value.multiply(unit.factor()), unit.measures(), null, null);
  }

  /** What a job's text means: a number with or without a unit, a truth value, or itself. */
  static DeviceAttribute parse(String text) {
    boolean endsInLetter = !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1));
    DeviceUnit unit = endsInLetter ? DeviceUnit.endOf(text) : null;
    String digits =
        unit == null ? text : text.substring(0, text.length() - unit.name().length()).trim();
    if (digits.length() <= LONGEST && NUMBER.matcher(digits).matches()) {
      return number(new BigDecimal(digits), unit);
    }
    return switch (text) {
      case "t", "T", "true", "TRUE", "True" -> flag(true);
      case "f", "F", "false", "FALSE", "False" -> flag(false);
      default -> text(text);
    };
  }

  /** What a node says of its device: as on the wire, or the plain value; null if it is neither. */
  static @Nullable DeviceAttribute of(@Nullable Object given) {
    return switch (given) {
      case String text -> text(text);
      case Boolean flag -> flag(flag);
      case Number number -> number(new BigDecimal(number.toString()), null);
      case Map<?, ?> members -> ofMembers(members);
      case null, default -> null;
    };
  }

  private static @Nullable DeviceAttribute ofMembers(Map<?, ?> members) {
    DeviceUnit unit = members.get("Unit") instanceof String name ? DeviceUnit.of(name) : null;
    for (String kind : new String[] {"Int", "Float"}) {
      if (members.get(kind) instanceof Number value) {
        return number(new BigDecimal(value.toString()), unit);
      }
    }
    if (members.get("String") instanceof String text) {
      return text(text);
    }
    return members.get("Bool") instanceof Boolean flag ? flag(flag) : null;
  }

  /** The text of a text or of a whole number without a unit, which versions can be; or null. */
  @Nullable String version() {
    boolean whole = number != null && measures == null && number.scale() <= 0;
    return whole ? number.toPlainString() : text;
  }

  /**
   * Less than 0, 0, or more than 0; null if they cannot be compared, being of different kinds or
   * measuring different things. Unequal truth values have no order: the result is above 0.
   */
  @Nullable Integer compare(DeviceAttribute other) {
    if (measures != other.measures) {
      return null;
    }
    if (number != null && other.number != null) {
      return number.compareTo(other.number);
    }
    if (text != null && other.text != null) {
      return text.compareTo(other.text);
    }
    if (flag != null && other.flag != null) {
      return flag.equals(other.flag) ? 0 : 1;
    }
    return null;
  }
}
