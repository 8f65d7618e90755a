package io.drover.jobspec.hcl;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an expression evaluates to. Maps and objects are sorted by key, sets hold each element once
 * and are sorted. An unknown value stands for the result of something that went wrong.
 */
public sealed interface Value {

  Type type();

  record Unknown(Type type) implements Value {}

  record Null(Type type) implements Value {}

  record Text(String text) implements Value {
    @Override
    public Type type() {
      return Type.STRING;
    }
  }

  /** A number; {@code infinite} is -1 or 1 for an infinity, whose {@code value} is 0. */
  record Num(BigDecimal value, int infinite) implements Value {
    @Override
    public Type type() {
      return Type.NUMBER;
    }
  }

  record Bool(boolean value) implements Value {
    @Override
    public Type type() {
      return Type.BOOL;
    }
  }

  record ListValue(Type element, List<Value> items) implements Value {
    public ListValue {
      items = List.copyOf(items);
    }

    @Override
    public Type type() {
      return new Type.ListOf(element);
    }
  }

  record SetValue(Type element, List<Value> items) implements Value {
    public SetValue {
      List<Value> sorted = new ArrayList<>(items.stream().distinct().toList());
      sorted.sort(Values::compare);
      items = List.copyOf(sorted);
    }

    @Override
    public Type type() {
      return new Type.SetOf(element);
    }
  }

  record MapValue(Type element, SortedMap<String, Value> items) implements Value {
    public MapValue {
      items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    }

    @Override
    public Type type() {
      return new Type.MapOf(element);
    }
  }

  record TupleValue(List<Value> items) implements Value {
    public TupleValue {
      items = List.copyOf(items);
    }

    @Override
    public Type type() {
      return new Type.TupleOf(items.stream().map(Value::type).toList());
    }
  }

  record ObjectValue(SortedMap<String, Value> items) implements Value {
    public ObjectValue {
      items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    }

    @Override
    public Type type() {
      Map<String, Type> types = new TreeMap<>();
      items.forEach((name, value) -> types.put(name, value.type()));
      return new Type.ObjectOf(types);
    }
  }

  static Value unknown() {
    return new Unknown(Type.ANY);
  }

  static Value nil() {
    return new Null(Type.ANY);
  }

  static Value of(boolean value) {
    return new Bool(value);
  }

  static Value of(String text) {
    return new Text(StringLiterals.normalize(text));
  }

  /** For a text that is known to be in composed form. */
  static Value ofNormalized(String text) {
    return new Text(text);
  }

  static Value of(long number) {
    return Numbers.of(BigDecimal.valueOf(number));
  }

  static Value tuple(List<? extends Value> items) {
    return new TupleValue(List.copyOf(items));
  }

  static Value object(Map<String, ? extends Value> items) {
    return new ObjectValue(new TreeMap<>(items));
  }
}
