package io.drover.jobspec.hcl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Converts values between types, and finds the type that several have in common. */
public final class Conversion {

  private Conversion() {}

  /**
   * The value as one of the type.
   *
   * @throws ValueException saying what is required, such as {@code a number is required}
   */
  public static Value convert(Value value, Type type) {
    if (type == Type.ANY || value.type().equals(type)) {
      return value;
    }
    return switch (value) {
      case Value.Unknown u -> new Value.Unknown(type);
      case Value.Null n -> new Value.Null(type);
      default -> convertKnown(value, type);
    };
  }

  private static Value convertKnown(Value value, Type type) {
    return switch (type) {
      case Type.Primitive primitive -> primitive(value, primitive);
      case Type.Any any -> value;
      case Type.ListOf(Type element) -> {
        List<Value> items = elementsFor(value, type);
        Type shared = element == Type.ANY ? shared(items, "list") : element;
        yield new Value.ListValue(shared, convertAll(items, shared));
      }
      case Type.SetOf(Type element) -> {
        List<Value> items = elementsFor(value, type);
        Type shared = element == Type.ANY ? shared(items, "set") : element;
        yield new Value.SetValue(shared, convertAll(items, shared));
      }
      case Type.MapOf(Type element) -> {
        Map<String, Value> items = membersFor(value, type);
        Type shared = element == Type.ANY ? shared(items.values(), "map") : element;
        Map<String, Value> converted = new TreeMap<>();
        items.forEach((k, v) -> converted.put(k, convert(v, shared)));
        yield new Value.MapValue(shared, new TreeMap<>(converted));
      }
      case Type.TupleOf(List<Type> types) -> tuple(value, types);
      case Type.ObjectOf object -> object(value, object);
    };
  }

  private static Value primitive(Value value, Type.Primitive type) {
    return switch (type) {
      case STRING ->
          switch (value) {
            case Value.Num n -> Value.ofNormalized(Numbers.text(n));
            case Value.Bool(boolean b) -> Value.ofNormalized(Boolean.toString(b));
            default -> throw new ValueException("string required");
          };
      case NUMBER -> {
        if (!(value instanceof Value.Text(String text))) {
          throw new ValueException("number required");
        }
        Value number = Numbers.parse(text);
        if (number == null) {
          throw new ValueException("a number is required");
        }
        yield number;
      }
      case BOOL -> {
        if (!(value instanceof Value.Text(String text))) {
          throw new ValueException("bool required");
        }
        yield switch (text) {
          case "true", "1" -> Value.of(true);
          case "false", "0" -> Value.of(false);
          case "True", "TRUE" ->
              throw new ValueException(
                  "a bool is required; to convert from string, use lowercase \"true\"");
          case "False", "FALSE" ->
              throw new ValueException(
                  "a bool is required; to convert from string, use lowercase \"false\"");
          default -> throw new ValueException("a bool is required");
        };
      }
    };
  }

  private static List<Value> elementsFor(Value value, Type type) {
    List<Value> items = Values.elements(value);
    if (items == null) {
      throw new ValueException(required(type));
    }
    return items;
  }

  private static Map<String, Value> membersFor(Value value, Type type) {
    Map<String, Value> items = Values.members(value);
    if (items == null) {
      throw new ValueException(required(type));
    }
    return items;
  }

  private static String required(Type type) {
    return Type.label(type) + " required";
  }

  private static Type shared(Collection<Value> items, String kind) {
    Type shared = unify(items.stream().map(Value::type).toList());
    if (shared == null) {
      throw new ValueException("all " + kind + " elements must have the same type");
    }
    return shared;
  }

  private static List<Value> convertAll(List<Value> items, Type element) {
    List<Value> converted = new ArrayList<>(items.size());
    items.forEach(item -> converted.add(convert(item, element)));
    return converted;
  }

  private static Value tuple(Value value, List<Type> types) {
    List<Value> items = Values.elements(value);
    if (items == null) {
      throw new ValueException("tuple required");
    }
    if (items.size() != types.size()) {
      throw new ValueException("tuple of length " + types.size() + " required");
    }
    List<Value> converted = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      converted.add(convert(items.get(i), types.get(i)));
    }
    return Value.tuple(converted);
  }

  private static Value object(Value value, Type.ObjectOf type) {
    Map<String, Value> items = Values.members(value);
    if (items == null) {
      throw new ValueException("object required");
    }
    List<String> missing =
        type.attributes().keySet().stream().filter(name -> !items.containsKey(name)).toList();
    if (missing.size() == 1) {
      throw new ValueException("attribute \"" + missing.getFirst() + "\" is required");
    }
    if (!missing.isEmpty()) {
      throw new ValueException(
          "attributes "
              + String.join(" and ", missing.stream().map(name -> "\"" + name + "\"").toList())
              + " are required");
    }
    Map<String, Value> converted = new TreeMap<>();
    type.attributes()
        .forEach(
            (name, attribute) ->
                converted.put(
                    name, convert(java.util.Objects.requireNonNull(items.get(name)), attribute)));
    return Value.object(converted);
  }

  /** The type that all convert to, or null if there is none; {@link Type#ANY} for no types. */
  public static @Nullable Type unify(Collection<Type> types) {
    Set<Type> distinct = new HashSet<>(types);
    if (distinct.size() > 1) {
      distinct.remove(Type.ANY);
    }
    if (distinct.isEmpty()) {
      return Type.ANY;
    }
    if (distinct.size() == 1) {
      return distinct.iterator().next();
    }
    if (distinct.stream().allMatch(Type.Primitive.class::isInstance)) {
      return distinct.contains(Type.STRING) ? Type.STRING : null;
    }
    if (distinct.stream().allMatch(Type.TupleOf.class::isInstance)) {
      return unifyTuples(distinct.stream().map(Type.TupleOf.class::cast).toList());
    }
    if (distinct.stream().allMatch(Type.ObjectOf.class::isInstance)) {
      return unifyObjects(distinct.stream().map(Type.ObjectOf.class::cast).toList());
    }
    return unifyCollections(distinct);
  }

  private static @Nullable Type unifyTuples(List<Type.TupleOf> types) {
    int length = types.getFirst().elements().size();
    if (types.stream().allMatch(t -> t.elements().size() == length)) {
      List<Type> elements = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        int index = i;
        Type element = unify(types.stream().map(t -> t.elements().get(index)).toList());
        if (element == null) {
          return null;
        }
        elements.add(element);
      }
      return new Type.TupleOf(elements);
    }
    Type element = unify(types.stream().flatMap(t -> t.elements().stream()).toList());
    return element == null ? null : new Type.ListOf(element);
  }

  private static @Nullable Type unifyObjects(List<Type.ObjectOf> types) {
    Set<String> names = types.getFirst().attributes().keySet();
    if (types.stream().allMatch(t -> t.attributes().keySet().equals(names))) {
      Map<String, Type> attributes = new TreeMap<>();
      for (String name : names) {
        Type attribute =
            unify(
                types.stream()
                    .map(t -> java.util.Objects.requireNonNull(t.attributes().get(name)))
                    .toList());
        if (attribute == null) {
          return null;
        }
        attributes.put(name, attribute);
      }
      return new Type.ObjectOf(attributes);
    }
    Type element = unify(types.stream().flatMap(t -> t.attributes().values().stream()).toList());
    return element == null ? null : new Type.MapOf(element);
  }

  private static @Nullable Type unifyCollections(Set<Type> types) {
    List<Type> elements = new ArrayList<>();
    boolean maps = false;
    boolean lists = false;
    boolean sets = false;
    for (Type type : types) {
      switch (type) {
        case Type.ListOf(Type element) -> {
          lists = true;
          elements.add(element);
        }
        case Type.TupleOf(List<Type> inner) -> {
          lists = true;
          elements.addAll(inner);
        }
        case Type.SetOf(Type element) -> {
          sets = true;
          elements.add(element);
        }
        case Type.MapOf(Type element) -> {
          maps = true;
          elements.add(element);
        }
        case Type.ObjectOf object -> {
          maps = true;
          elements.addAll(object.attributes().values());
        }
        case Type.Primitive p -> {
          return null;
        }
        case Type.Any a -> {}
      }
    }
    Type element = unify(elements);
    if (element == null || maps && (lists || sets)) {
      return null;
    }
    return maps
        ? new Type.MapOf(element)
        : sets && !lists ? new Type.SetOf(element) : new Type.ListOf(element);
  }
}
