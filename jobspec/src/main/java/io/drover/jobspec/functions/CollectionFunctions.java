package io.drover.jobspec.functions;

import static io.drover.jobspec.functions.FunctionTable.*;

import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Conversion;
import io.drover.jobspec.hcl.Numbers;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import io.drover.jobspec.hcl.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Functions on lists, sets and maps. */
final class CollectionFunctions {

  private static final int PRODUCT_MAX = 100_000;

  private CollectionFunctions() {}

  static void addTo(FunctionTable table) {
    Type anyList = new Type.ListOf(Type.ANY);
    Type anySet = new Type.SetOf(Type.ANY);
    table.add("length", List.of(of("collection", Type.ANY)), CollectionFunctions::length);
    table.add("keys", List.of(of("inputMap", Type.ANY)), CollectionFunctions::keys);
    table.add("values", List.of(of("mapping", Type.ANY)), CollectionFunctions::values);
    table.add(
        "lookup",
        List.of(of("inputMap", Type.ANY), of("key", Type.STRING), of("default", Type.ANY)),
        CollectionFunctions::lookup);
    table.variadic("merge", List.of(), nullable("maps", Type.ANY), CollectionFunctions::merge);
    table.add(
        "zipmap",
        List.of(of("keys", new Type.ListOf(Type.STRING)), of("values", Type.ANY)),
        CollectionFunctions::zip);
    table.variadic("concat", List.of(), of("seqs", Type.ANY), CollectionFunctions::concat);
    table.add("flatten", List.of(of("list", Type.ANY)), a -> Value.tuple(flat(a.getFirst())));
    table.add(
        "distinct",
        List.of(of("list", anyList)),
        a ->
            new Value.ListValue(
                elementType(a.getFirst()),
                List.copyOf(new LinkedHashSet<>(elements(a.getFirst())))));
    table.add(
        "compact", List.of(of("list", new Type.ListOf(Type.STRING))), CollectionFunctions::compact);
    table.add(
        "contains",
        List.of(of("list", Type.ANY), of("value", Type.ANY)),
        a -> Value.of(elements(a.getFirst()).stream().anyMatch(e -> Values.same(e, a.get(1)))));
    table.add(
        "element",
        List.of(of("list", Type.ANY), of("index", Type.NUMBER)),
        CollectionFunctions::element);
    table.add(
        "index", List.of(of("collection", Type.ANY), of("key", Type.ANY)), CollectionFunctions::at);
    table.add(
        "slice",
        List.of(of("list", Type.ANY), of("start_index", Type.NUMBER), of("end_index", Type.NUMBER)),
        CollectionFunctions::slice);
    table.add(
        "chunklist",
        List.of(of("list", anyList), of("size", Type.NUMBER)),
        CollectionFunctions::chunks);
    table.add(
        "sort",
        List.of(of("list", new Type.ListOf(Type.STRING))),
        a ->
            new Value.ListValue(
                Type.STRING, texts(a.getFirst()).stream().sorted().map(Value::of).toList()));
    table.variadic("coalesce", List.of(), nullable("vals", Type.ANY), CollectionFunctions::first);
    table.variadic(
        "coalescelist", List.of(), nullable("vals", Type.ANY), CollectionFunctions::firstList);
    table.variadic(
        "setunion", List.of(of("first_set", anySet)), of("other_sets", anySet), a -> sets(a, true));
    table.variadic(
        "setintersection",
        List.of(of("first_set", anySet)),
        of("other_sets", anySet),
        a -> sets(a, false));
    table.variadic("setproduct", List.of(), of("sets", Type.ANY), CollectionFunctions::product);
  }

  private static Type elementType(Value value) {
    return switch (value) {
      case Value.ListValue(Type type, List<Value> items) -> type;
      case Value.SetValue(Type type, List<Value> items) -> type;
      default -> Type.ANY;
    };
  }

  private static Value length(List<Value> arguments) {
    Value value = arguments.getFirst();
    if (value instanceof Value.MapValue map) {
      return Value.of(map.items().size());
    }
    if (Values.elements(value) == null) {
      throw new ValueException("collection must be a list, a map or a tuple");
    }
    return Value.of(elements(value).size());
  }

  private static Map<String, Value> members(Value value) {
    Map<String, Value> members = Values.members(value);
    if (members == null) {
      throw new ValueException(0, "must have map or object type");
    }
    return members;
  }

  private static Value keys(List<Value> arguments) {
    return Value.tuple(members(arguments.getFirst()).keySet().stream().map(Value::of).toList());
  }

  private static Value values(List<Value> arguments) {
    return Value.tuple(List.copyOf(members(arguments.getFirst()).values()));
  }

  private static Value lookup(List<Value> arguments) {
    Value found = members(arguments.getFirst()).get(text(arguments.get(1)));
    return found == null ? arguments.get(2) : found;
  }

  private static Value merge(List<Value> arguments) {
    Map<String, Value> all = new TreeMap<>();
    boolean maps = !arguments.isEmpty();
    for (int i = 0; i < arguments.size(); i++) {
      Value argument = arguments.get(i);
      if (Values.isNull(argument)) {
        continue;
      }
      Map<String, Value> members = Values.members(argument);
      if (members == null) {
        throw new ValueException(
            "arguments must be maps or objects, got " + GoNames.quoted(argument));
      }
      maps &= argument instanceof Value.MapValue;
      all.putAll(members);
    }
    return maps ? Values.mapOrObject(all) : Value.object(all);
  }

  private static Value zip(List<Value> arguments) {
    List<String> keys = texts(arguments.getFirst());
    List<Value> values = elements(arguments.get(1));
    if (keys.size() != values.size()) {
      throw new ValueException(
          "number of keys ("
              + keys.size()
              + ") does not match number of values ("
              + values.size()
              + ")");
    }
    Map<String, Value> all = new TreeMap<>();
    for (int i = 0; i < keys.size(); i++) {
      all.put(keys.get(i), values.get(i));
    }
    return Value.object(all);
  }

  private static Value concat(List<Value> arguments) {
    List<Value> all = new ArrayList<>();
    boolean lists = true;
    for (int i = 0; i < arguments.size(); i++) {
      Value argument = arguments.get(i);
      if (Values.elements(argument) == null || argument instanceof Value.SetValue) {
        throw new ValueException(
            i, "all arguments must be lists or tuples; got " + Type.label(argument.type()));
      }
      lists &= argument instanceof Value.ListValue;
      all.addAll(elements(argument));
    }
    return lists ? Values.listOrTuple(all) : Value.tuple(all);
  }

  private static List<Value> flat(Value value) {
    List<Value> all = new ArrayList<>();
    for (Value element : elements(value)) {
      if (Values.elements(element) == null) {
        all.add(element);
      } else {
        all.addAll(flat(element));
      }
    }
    return all;
  }

  private static Value compact(List<Value> arguments) {
    List<Value> kept =
        elements(arguments.getFirst()).stream()
            .filter(e -> e instanceof Value.Text(String text) && !text.isEmpty())
            .toList();
    return new Value.ListValue(Type.STRING, kept);
  }

  private static Value element(List<Value> arguments) {
    List<Value> items = elements(arguments.getFirst());
    int index = integer(arguments, 1);
    if (index < 0) {
      throw new ValueException("cannot use element function with a negative index");
    }
    if (items.isEmpty()) {
      throw new ValueException("cannot use element function with an empty list");
    }
    return items.get(index % items.size());
  }

  private static Value at(List<Value> arguments) {
    Value collection = arguments.getFirst();
    Value key = arguments.get(1);
    if (collection instanceof Value.MapValue map) {
      Value found = key instanceof Value.Text(String name) ? map.items().get(name) : null;
      if (found == null) {
        throw new ValueException("invalid index");
      }
      return found;
    }
    if (Values.elements(collection) == null || collection instanceof Value.SetValue) {
      throw new ValueException("collection must be a list, a map or a tuple");
    }
    if (!(key instanceof Value.Num n)) {
      throw new ValueException(
          "key for "
              + (collection instanceof Value.ListValue ? "list" : "tuple")
              + " must be number");
    }
    BigInteger whole = Numbers.whole(n);
    List<Value> items = elements(collection);
    if (whole == null
        || whole.signum() < 0
        || whole.compareTo(BigInteger.valueOf(items.size())) >= 0) {
      throw new ValueException("invalid index");
    }
    return items.get(whole.intValue());
  }

  private static Value slice(List<Value> arguments) {
    List<Value> items = elements(arguments.getFirst());
    int start = integer(arguments, 1);
    int end = integer(arguments, 2);
    if (start < 0 || start > items.size()) {
      throw new ValueException(1, "start index must not be greater than the length of the list");
    }
    if (end < 0 || end > items.size()) {
      throw new ValueException(2, "end index must not be greater than the length of the list");
    }
    if (start > end) {
      throw new ValueException(1, "start index must not be greater than end index");
    }
    List<Value> part = items.subList(start, end);
    return arguments.getFirst() instanceof Value.ListValue list
        ? new Value.ListValue(list.element(), part)
        : Value.tuple(part);
  }

  private static Value chunks(List<Value> arguments) {
    List<Value> items = elements(arguments.getFirst());
    int size = integer(arguments, 1);
    if (size < 0) {
      throw new ValueException(1, "the size argument must be positive");
    }
    Type element = elementType(arguments.getFirst());
    List<Value> chunks = new ArrayList<>();
    int step = size == 0 ? Math.max(1, items.size()) : size;
    for (int i = 0; i < items.size(); i += step) {
      chunks.add(new Value.ListValue(element, items.subList(i, Math.min(items.size(), i + step))));
    }
    return new Value.ListValue(new Type.ListOf(element), chunks);
  }

  private static Value first(List<Value> arguments) {
    Type type = Conversion.unify(arguments.stream().map(Value::type).toList());
    if (type == null) {
      throw new ValueException("all arguments must have the same type");
    }
    for (Value argument : arguments) {
      if (!Values.isNull(argument)) {
        return Conversion.convert(argument, type);
      }
    }
    throw new ValueException("no non-null arguments");
  }

  private static Value firstList(List<Value> arguments) {
    return arguments.stream()
        .filter(a -> !elements(a).isEmpty())
        .findFirst()
        .orElseThrow(() -> new ValueException("no non-null arguments"));
  }

  private static Value sets(List<Value> arguments, boolean union) {
    Type element =
        Conversion.unify(arguments.stream().map(CollectionFunctions::elementType).toList());
    if (element == null) {
      throw new ValueException("given sets must all have compatible element types");
    }
    Type type = new Type.SetOf(element);
    List<Value> result = new ArrayList<>(elements(Conversion.convert(arguments.getFirst(), type)));
    for (Value argument : arguments.subList(1, arguments.size())) {
      List<Value> other = elements(Conversion.convert(argument, type));
      if (union) {
        result.addAll(other);
      } else {
        result.retainAll(other);
      }
    }
    return new Value.SetValue(element, result);
  }

  private static Value product(List<Value> arguments) {
    List<List<Value>> rows = List.of(List.of());
    if (arguments.size() < 2) {
      throw new ValueException("at least two arguments are required");
    }
    for (Value argument : arguments) {
      List<List<Value>> longer = new ArrayList<>();
      for (List<Value> row : rows) {
        for (Value element : elements(argument)) {
          List<Value> next = new ArrayList<>(row);
          next.add(element);
          longer.add(next);
          if (longer.size() > PRODUCT_MAX) {
            throw new ValueException("more than " + PRODUCT_MAX + " combinations");
          }
        }
      }
      rows = longer;
    }
    return Value.tuple(rows.stream().map(Value::tuple).toList());
  }

  private static final class GoNames {
    private GoNames() {}

    static String quoted(Value value) {
      return GoText.quote(Type.label(value.type()));
    }
  }
}
