package io.drover.http.query.filter;

import com.google.re2j.Pattern;
import io.drover.http.query.GoValues;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A filter of a list, as go-bexpr has it: applied to the whole object, not to the row shown. Where
 * Nomad ends the connection, at the emptiness of a pointer, this one answers. Immutable.
 */
public final class Filter {

  /** Lets everything through. */
  public static final Filter ALL = new Filter(null);

  private final @Nullable Expression expression;

  private Filter(@Nullable Expression expression) {
    this.expression = expression;
  }

  /** Parses a filter; an empty text lets everything through. */
  public static Filter parse(String text) throws FilterException {
    return text.isEmpty() ? ALL : new Filter(FilterParser.parse(text));
  }

  /** True if there is something to test. */
  public boolean selective() {
    return expression != null;
  }

  /** True if a record or {@link Datum} passes. */
  public boolean test(Object datum) throws FilterException {
    return expression == null || test(expression, datum);
  }

  private static boolean test(Expression expression, Object datum) throws FilterException {
    switch (expression) {
      case Expression.And and -> {
        for (Expression part : and.all()) {
          if (!test(part, datum)) {
            return false;
          }
        }
        return true;
      }
      case Expression.Or or -> {
        for (Expression part : or.any()) {
          if (test(part, datum)) {
            return true;
          }
        }
        return false;
      }
      case Expression.Not not -> {
        return !test(not.negated(), datum);
      }
      case Expression.Match match -> {
        return test(match, datum);
      }
    }
  }

  private static boolean test(Expression.Match match, Object datum) throws FilterException {
    Object value = Fields.plain(datum);
    for (int part = 0; part < match.path().size(); part++) {
      Object next = step(match.path(), part, value);
      if (next == Absent.KEY) {
        return match.operator().ofAbsent();
      }
      value = Fields.plain(next);
    }
    return switch (match.operator()) {
      case EQUAL -> equal(value, match.value());
      case NOT_EQUAL -> !equal(value, match.value());
      case IN -> in(value, match.value());
      case NOT_IN -> !in(value, match.value());
      case MATCHES -> matches(value, match.pattern());
      case NOT_MATCHES -> !matches(value, match.pattern());
      case IS_EMPTY -> empty(value);
      case IS_NOT_EMPTY -> !empty(value);
    };
  }

  private enum Absent {
    KEY
  }

  private static @Nullable Object step(List<String> path, int part, @Nullable Object owner)
      throws FilterException {
    String name = path.get(part);
    Object found;
    switch (owner) {
      case null -> found = Absent.KEY;
      case Map<?, ?> map -> found = map.containsKey(name) ? map.get(name) : Absent.KEY;
      case List<?> list -> found = element(path, part, list);
      case Datum datum -> found = datum.field(name);
      case Record record -> found = Fields.of(record, name);
      case Object scalar ->
          throw lookup(path, part, "cannot look up " + GoValues.quote(name) + " in a plain value");
    }
    if (found == Datum.UNKNOWN) {
      throw lookup(path, part, "couldn't find key: struct field with name " + GoValues.quote(name));
    }
    return found;
  }

  private static @Nullable Object element(List<String> path, int part, List<?> list)
      throws FilterException {
    try {
      int index = Integer.parseInt(path.get(part));
      return index >= 0 && index < list.size() ? list.get(index) : Absent.KEY;
    } catch (NumberFormatException e) {
      throw lookup(path, part, GoValues.quote(path.get(part)) + " is no position in a list");
    }
  }

  private static FilterException lookup(List<String> path, int part, String why) {
    return new FilterException(
        "error finding value in datum: /"
            + String.join("/", path)
            + " at part "
            + part
            + ": "
            + why);
  }

  private static boolean equal(@Nullable Object field, String literal) throws FilterException {
    return switch (field) {
      case null -> literal.isEmpty();
      case String text -> text.equals(literal);
      case Boolean flag -> {
        Boolean wanted = GoValues.bool(literal);
        if (wanted == null) {
          throw new FilterException(GoValues.notBool(literal));
        }
        yield flag.equals(wanted);
      }
      case Number number -> number(number, literal);
      case Object other ->
          throw new FilterException(
              "unable to find suitable primitive comparison function for matching");
    };
  }

  private static boolean number(Number field, String literal) throws FilterException {
    try {
      return field instanceof Double || field instanceof Float
          ? field.doubleValue() == Double.parseDouble(literal)
          : field.longValue() == Long.parseLong(literal);
    } catch (NumberFormatException e) {
      throw new FilterException(GoValues.notInt(literal));
    }
  }

  private static boolean in(@Nullable Object field, String literal) throws FilterException {
    switch (field) {
      case null -> {
        return false;
      }
      case String text -> {
        return text.contains(literal);
      }
      case Map<?, ?> map -> {
        return map.containsKey(literal);
      }
      case Collection<?> list -> {
        for (Object element : list) {
          if (equal(Fields.plain(element), literal)) {
            return true;
          }
        }
        return false;
      }
      case Object other ->
          throw new FilterException(
              "cannot perform in/contains operations on a "
                  + kind(other)
                  + "; it takes a list, a map or a text");
    }
  }

  private static boolean matches(@Nullable Object field, @Nullable Pattern pattern)
      throws FilterException {
    Objects.requireNonNull(pattern, "the parser sets it for this operator");
    return switch (field) {
      case null -> pattern.matcher("").find();
      case String text -> pattern.matcher(text).find();
      case Object other ->
          throw new FilterException("cannot match a " + kind(other) + " with a pattern");
    };
  }

  private static boolean empty(@Nullable Object field) throws FilterException {
    return switch (field) {
      case null -> true;
      case String text -> text.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      case Collection<?> list -> list.isEmpty();
      case Record block -> false;
      case Datum block -> false;
      case Object other ->
          throw new FilterException("a " + kind(other) + " cannot be empty or not empty");
    };
  }

  private static String kind(Object value) {
    return switch (value) {
      case Boolean flag -> "bool";
      case Number number -> "number";
      case Record block -> "struct";
      case Object other -> "value";
    };
  }
}
