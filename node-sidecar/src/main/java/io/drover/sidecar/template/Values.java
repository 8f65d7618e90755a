package io.drover.sidecar.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds of values: null, Boolean, Long, Double, String (bytes), List, MapValue, and more. */
final class Values {

  private Values() {}

  /** Go's word for the type. */
  static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case Boolean flag -> "bool";
      case Long whole -> "int";
      case Double real -> "float64";
      case String text -> "string";
      case List<?> list -> "[]interface {}";
      case MapValue map -> map.kind().typeName();
      case Numbering numbering -> "<-chan int64";
      default -> value.getClass().getSimpleName();
    };
  }

  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Long whole -> whole != 0;
      case Double real -> real != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case MapValue map -> map.kind() == MapValue.Kind.FIELDS || !map.entries().isEmpty();
      default -> true;
    };
  }

  static List<@Nullable Object> list(List<? extends @Nullable Object> values) {
    return Collections.unmodifiableList(new ArrayList<@Nullable Object>(values));
  }

  @SuppressWarnings("unchecked")
  static List<@Nullable Object> elements(List<?> list) {
    return (List<@Nullable Object>) list;
  }

  /** How many values there are in one; what walks through it pays for that. */
  static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> 1 + text.length() / 64;
      case List<?> list -> 1 + list.size();
      case MapValue map -> 1 + map.entries().size();
      case null, default -> 1;
    };
  }

  /** Whether eq finds them equal. */
  static boolean equal(@Nullable Object left, @Nullable Object right) throws FunctionError {
    if (left == null || right == null) {
      return left == right;
    }
    comparable(left);
    comparable(right);
    if (!left.getClass().equals(right.getClass())) {
      throw new FunctionError("incompatible types for comparison");
    }
    return left.equals(right) || left instanceof Double a && a.doubleValue() == (Double) right;
  }

  private static void comparable(Object value) throws FunctionError {
    if (value instanceof List<?> || value instanceof MapValue) {
      throw new FunctionError("non-comparable type of value: " + type(value));
    }
  }

  static boolean less(@Nullable Object left, @Nullable Object right) throws FunctionError {
    if (!ordered(left) || !ordered(right)) {
      throw new FunctionError("invalid type for comparison");
    }
    return switch (left) {
      case Long a when right instanceof Long b -> a < b;
      case Double a when right instanceof Double b -> a < b;
      case String a when right instanceof String b -> a.compareTo(b) < 0;
      case null, default -> throw new FunctionError("incompatible types for comparison");
    };
  }

  private static boolean ordered(@Nullable Object value) {
    return value instanceof Long || value instanceof Double || value instanceof String;
  }
}
