package io.drover.jobspec.hcl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The type of a {@link Value}. {@link #ANY} is that of a value whose type is not known yet. */
public sealed interface Type {

  Type STRING = Primitive.STRING;
  Type NUMBER = Primitive.NUMBER;
  Type BOOL = Primitive.BOOL;
  Type ANY = new Any();

  /** As messages name it. */
  String name();

  enum Primitive implements Type {
    STRING,
    NUMBER,
    BOOL
  }

  record Any() implements Type {
    @Override
    public String name() {
      return "dynamic";
    }
  }

  record ListOf(Type element) implements Type {
    @Override
    public String name() {
      return "list of " + label(element);
    }
  }

  record SetOf(Type element) implements Type {
    @Override
    public String name() {
      return "set of " + label(element);
    }
  }

  record MapOf(Type element) implements Type {
    @Override
    public String name() {
      return "map of " + label(element);
    }
  }

  record TupleOf(List<Type> elements) implements Type {
    public TupleOf {
      elements = List.copyOf(elements);
    }

    @Override
    public String name() {
      return "tuple";
    }
  }

  record ObjectOf(SortedMap<String, Type> attributes) implements Type {
    public ObjectOf {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    public ObjectOf(Map<String, Type> attributes) {
      this(new TreeMap<>(attributes));
    }

    @Override
    public String name() {
      return "object";
    }
  }

  /** The name for people; enum constants are spelt in capitals only in code. */
  static String label(Type type) {
    return switch (type) {
      case Primitive p ->
          switch (p) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOL -> "bool";
          };
      case Any a -> a.name();
      case ListOf l -> l.name();
      case SetOf s -> s.name();
      case MapOf m -> m.name();
      case TupleOf t -> t.name();
      case ObjectOf o -> o.name();
    };
  }
}
