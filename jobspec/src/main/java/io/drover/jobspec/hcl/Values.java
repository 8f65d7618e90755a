package io.drover.jobspec.hcl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Questions about values that concern all their kinds. */
public final class Values {

  private Values() {}

  /** The elements of a list, set or tuple; null for any other value. */
  public static @Nullable List<Value> elements(Value value) {
    return switch (value) {
      case Value.ListValue(Type t, List<Value> items) -> items;
      case Value.SetValue(Type t, List<Value> items) -> items;
      case Value.TupleValue(List<Value> items) -> items;
      default -> null;
    };
  }

  /** The members of a map or object; null for any other value. */
  public static @Nullable Map<String, Value> members(Value value) {
    return switch (value) {
      case Value.MapValue map -> map.items();
      case Value.ObjectValue object -> object.items();
      default -> null;
    };
  }

  public static boolean isNull(Value value) {
    return value instanceof Value.Null;
  }

  public static boolean isUnknown(Value value) {
    return value instanceof Value.Unknown;
  }

  /** No unknown value is in it. */
  public static boolean isWhollyKnown(Value value) {
    List<Value> elements = elements(value);
    Map<String, Value> members = members(value);
    Collection<Value> inner =
        elements != null ? elements : members != null ? members.values() : List.of();
    return !isUnknown(value) && inner.stream().allMatch(Values::isWhollyKnown);
  }

  /** How many characters and elements a value holds, for the budget of an evaluation. */
  static long size(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text.length();
      case Value.ListValue l -> l.items().size();
      case Value.SetValue s -> s.items().size();
      case Value.TupleValue t -> t.items().size();
      case Value.MapValue m -> m.items().size();
      case Value.ObjectValue o -> o.items().size();
      case Value.Num n -> n.value().precision() / 8;
      case Value.Bool b -> 1;
      case Value.Null n -> 1;
      case Value.Unknown u -> 1;
    };
  }

  /** The same value of the same type; both wholly known. */
  public static boolean same(Value left, Value right) {
    if (isNull(left) || isNull(right)) {
      return isNull(left) && isNull(right);
    }
    return left.type().equals(right.type()) && left.equals(right);
  }

  /** The order of a set: texts as texts, numbers as numbers, everything else by its writing. */
  static int compare(Value left, Value right) {
    if (left instanceof Value.Text(String l) && right instanceof Value.Text(String r)) {
      return l.compareTo(r);
    }
    if (left instanceof Value.Num l && right instanceof Value.Num r) {
      return Numbers.compare(l, r);
    }
    if (left instanceof Value.Bool(boolean l) && right instanceof Value.Bool(boolean r)) {
      return Boolean.compare(l, r);
    }
    return left.toString().compareTo(right.toString());
  }

  /** A map of one element type where that is possible, else an object. */
  public static Value mapOrObject(Map<String, Value> items) {
    Type element = Conversion.unify(items.values().stream().map(Value::type).toList());
    if (element == null || items.isEmpty()) {
      return Value.object(items);
    }
    Map<String, Value> converted = new TreeMap<>();
    items.forEach((k, v) -> converted.put(k, Conversion.convert(v, element)));
    return new Value.MapValue(element, new TreeMap<>(converted));
  }

  /** A list of one element type where that is possible, else a tuple. */
  public static Value listOrTuple(List<Value> items) {
    Type element = Conversion.unify(items.stream().map(Value::type).toList());
    if (element == null || items.isEmpty()) {
      return Value.tuple(items);
    }
    List<Value> converted = new ArrayList<>();
    items.forEach(v -> converted.add(Conversion.convert(v, element)));
    return new Value.ListValue(element, converted);
  }
}
