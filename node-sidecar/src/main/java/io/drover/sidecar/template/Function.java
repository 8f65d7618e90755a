package io.drover.sidecar.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of the language.
 *
 * @param parameters kinds of the arguments that there must be
 * @param rest kind of those that may follow, or null for none
 */
record Function(List<Kind> parameters, @Nullable Kind rest, Implementation implementation) {

  /** About what an element of a list or map takes besides its own value. */
  static final long BYTES_OF_ELEMENT = 64;

  /** What an argument must be. */
  enum Kind {
    ANY("interface {}"),
    TEXT("string"),
    WHOLE("int"),
    TEXTS("[]string"),
    LIST("[]interface {}"),
    MAP("map[string]interface {}");

    private final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }

    String typeName() {
      return typeName;
    }

    private boolean takes(@Nullable Object value) {
      return switch (this) {
        case ANY -> true;
        case TEXT -> value instanceof String || value instanceof MapValue map && map.text() != null;
        case WHOLE -> value instanceof Long || value instanceof Double real && real % 1 == 0;
        case TEXTS ->
            value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        case LIST -> value instanceof List<?>;
        case MAP -> value instanceof MapValue;
      };
    }

    @Nullable Object check(@Nullable Object value) throws FunctionError {
      if (value == null && this != ANY) {
        throw new FunctionError("invalid value; expected " + typeName);
      }
      if (!takes(value)) {
        throw new FunctionError(
            "wrong type for value; expected " + typeName + "; got " + Values.type(value));
      }
      if (this == TEXT && value instanceof MapValue map) {
        return map.text();
      }
      return this == WHOLE && value instanceof Double real ? (Object) real.longValue() : value;
    }
  }

  /** What a function does with arguments that have been checked. */
  @FunctionalInterface
  interface Implementation {
    @Nullable Object call(Arguments arguments) throws FunctionError;
  }

  /** Arguments of one call. */
  record Arguments(List<@Nullable Object> values, Budget budget) {

    @Nullable Object get(int index) {
      return values.get(index);
    }

    String text(int index) {
      return (String) java.util.Objects.requireNonNull(values.get(index));
    }

    long whole(int index) {
      return (Long) java.util.Objects.requireNonNull(values.get(index));
    }

    MapValue map(int index) {
      return (MapValue) java.util.Objects.requireNonNull(values.get(index));
    }

    List<@Nullable Object> list(int index) {
      return Values.elements((List<?>) java.util.Objects.requireNonNull(values.get(index)));
    }

    List<@Nullable Object> from(int index) {
      return values.subList(index, values.size());
    }

    int count() {
      return values.size();
    }
  }

  static Function of(Implementation implementation, Kind... parameters) {
    return new Function(List.of(parameters), null, implementation);
  }

  static Function many(Implementation implementation, Kind rest, Kind... parameters) {
    return new Function(List.of(parameters), rest, implementation);
  }

  /** The text of an error about the number of arguments, or null. */
  @Nullable String countFault(String name, int given) {
    int least = parameters.size();
    if (rest != null ? given >= least : given == least) {
      return null;
    }
    String wanted = rest != null ? "at least " + least : String.valueOf(least);
    return "wrong number of args for " + name + ": want " + wanted + " got " + given;
  }

  Kind kind(int index) {
    return index < parameters.size()
        ? parameters.get(index)
        : java.util.Objects.requireNonNull(rest);
  }

  @Nullable Object call(List<@Nullable Object> arguments, Budget budget) throws FunctionError {
    List<@Nullable Object> checked = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      checked.add(kind(i).check(arguments.get(i)));
      budget.spend(Values.size(arguments.get(i)));
    }
    Object result = implementation.call(new Arguments(checked, budget));
    if (result instanceof List<?> || result instanceof MapValue) {
      budget.bytes(BYTES_OF_ELEMENT * Values.size(result));
    }
    return result;
  }
}
