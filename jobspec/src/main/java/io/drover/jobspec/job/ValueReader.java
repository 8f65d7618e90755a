package io.drover.jobspec.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.json.GoDuration;
import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Conversion;
import io.drover.jobspec.hcl.Diagnostics;
import io.drover.jobspec.hcl.Expression;
import io.drover.jobspec.hcl.Numbers;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import io.drover.jobspec.hcl.Values;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns evaluated values into the JSON of an attribute; complaints are worded as Nomad does. */
final class ValueReader {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private ValueReader() {}

  /** The JSON of an attribute's value; null if it is null or does not suit. */
  static @Nullable JsonNode read(
      Value value, Schema.Attr attr, Expression expression, Diagnostics diagnostics) {
    try {
      if (attr.kind() == Schema.Kind.DURATION) {
        boolean typedNull = value instanceof Value.Null(Type type) && type != Type.ANY;
        return typedNull ? null : duration(value);
      }
      if (Values.isNull(value)) {
        if (attr.present()) {
          throw new ValueException("null value is not allowed");
        }
        return null;
      }
      return known(value, attr.kind());
    } catch (ValueException e) {
      complain(expression, e.text(), diagnostics);
      return null;
    }
  }

  private static void complain(Expression expression, String text, Diagnostics diagnostics) {
    diagnostics.add(
        expression.startRange(),
        "Unsuitable value type",
        text.startsWith("Unsuitable") ? text : "Unsuitable value: " + text);
  }

  private static JsonNode known(Value value, Schema.Kind kind) {
    if (!Values.isWhollyKnown(value)) {
      throw new ValueException("value must be known");
    }
    return switch (kind) {
      case STRING -> NODES.textNode(text(value));
      case BOOL ->
          NODES.booleanNode(
              Conversion.convert(value, Type.BOOL) instanceof Value.Bool(boolean b) && b);
      case INT -> NODES.numberNode(whole(value, Long.MIN_VALUE, Long.MAX_VALUE).longValue());
      case INT8 -> NODES.numberNode(whole(value, -128, 127).longValue());
      case UINT8 -> NODES.numberNode(unsigned(value, BigInteger.valueOf(255)).longValue());
      case UINT64 -> {
        BigInteger number = unsigned(value, UINT64_MAX);
        yield number.bitLength() < 64
            ? NODES.numberNode(number.longValue())
            : NODES.numberNode(number);
      }
      case STRINGS -> strings(value);
      case DURATION -> duration(value);
    };
  }

  private static String text(Value value) {
    if (Values.isNull(value)) {
      throw new ValueException("null value is not allowed");
    }
    return Conversion.convert(value, Type.STRING) instanceof Value.Text(String text) ? text : "";
  }

  private static BigInteger whole(Value value, long min, long max) {
    BigInteger whole =
        Conversion.convert(value, Type.NUMBER) instanceof Value.Num n ? Numbers.whole(n) : null;
    if (whole == null
        || whole.compareTo(BigInteger.valueOf(min)) < 0
        || whole.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new ValueException("value must be a whole number, between " + min + " and " + max);
    }
    return whole;
  }

  private static BigInteger unsigned(Value value, BigInteger max) {
    BigInteger whole =
        Conversion.convert(value, Type.NUMBER) instanceof Value.Num n ? Numbers.whole(n) : null;
    if (whole == null || whole.signum() < 0 || whole.compareTo(max) > 0) {
      throw new ValueException("value must be a whole number, between 0 and " + max + " inclusive");
    }
    return whole;
  }

  static ArrayNode strings(Value value) {
    Value list = Conversion.convert(value, new Type.ListOf(Type.STRING));
    List<Value> items = Values.elements(list);
    ArrayNode array = NODES.arrayNode();
    if (items != null) {
      items.forEach(item -> array.add(text(item)));
    }
    return array;
  }

  private static JsonNode duration(Value value) {
    switch (value) {
      case Value.Num n -> {
        return NODES.numberNode(whole(n, Long.MIN_VALUE, Long.MAX_VALUE).longValue());
      }
      case Value.Text(String text) -> {
        try {
          return NODES.numberNode(GoDuration.parseNanos(text));
        } catch (GoDuration.FormatException e) {
          throw new ValueException("Unsuitable duration value: " + e.text());
        }
      }
      default -> {
        if (Values.isUnknown(value)) {
          throw new ValueException("value must be known");
        }
        throw new ValueException("expected a string but found " + internals(value.type()));
      }
    }
  }

  /** How Go prints the insides of a type, which is what Nomad shows here. */
  private static String internals(Type type) {
    return switch (type) {
      case Type.Primitive p ->
          "{{{} %!s(cty.primitiveTypeKind="
              + (int)
                  switch (p) {
                    case STRING -> 'S';
                    case NUMBER -> 'N';
                    case BOOL -> 'B';
                  }
              + ")}}";
      case Type.Any a -> "{{{}}}";
      case Type.ListOf(Type element) -> "{{{} " + internals(element) + "}}";
      case Type.SetOf(Type element) -> "{{{} " + internals(element) + "}}";
      case Type.MapOf(Type element) -> "{{{} " + internals(element) + "}}";
      case Type.TupleOf(List<Type> elements) ->
          "{{{} ["
              + String.join(" ", elements.stream().map(ValueReader::internals).toList())
              + "]}}";
      case Type.ObjectOf o ->
          "{{{} map["
              + String.join(
                  " ",
                  o.attributes().entrySet().stream()
                      .map(e -> e.getKey() + ":" + internals(e.getValue()))
                      .toList())
              + "] map[]}}";
    };
  }

  /** The string of a free-named attribute; null after a complaint. */
  static @Nullable String string(Value value, Expression expression, Diagnostics diagnostics) {
    try {
      if (!Values.isWhollyKnown(value)) {
        throw new ValueException("value must be known");
      }
      return text(value);
    } catch (ValueException e) {
      complain(expression, e.text(), diagnostics);
      return null;
    }
  }

  /** The strings of a free-named attribute; null after a complaint. */
  static @Nullable ArrayNode strings(Value value, Expression expression, Diagnostics diagnostics) {
    try {
      if (!Values.isWhollyKnown(value)) {
        throw new ValueException("value must be known");
      }
      return strings(value);
    } catch (ValueException e) {
      complain(expression, e.text(), diagnostics);
      return null;
    }
  }

  /** A map of strings given as an attribute; null if it is null or after a complaint. */
  static @Nullable ObjectNode stringMap(
      Value value, Expression expression, Diagnostics diagnostics) {
    if (Values.isNull(value)) {
      return null;
    }
    try {
      if (!Values.isWhollyKnown(value)) {
        throw new ValueException("value must be known");
      }
      ObjectNode map = NODES.objectNode();
      var members = Values.members(Conversion.convert(value, new Type.MapOf(Type.STRING)));
      if (members != null) {
        members.forEach((key, member) -> map.put(key, text(member)));
      }
      return map;
    } catch (ValueException e) {
      complain(expression, e.text(), diagnostics);
      return null;
    }
  }

  /** Complains as hcldec does, which reads constraints and affinities. */
  static @Nullable JsonNode readStrictly(
      Value value, Schema.Attr attr, Expression expression, Diagnostics diagnostics) {
    if (Values.isNull(value)) {
      return null;
    }
    try {
      return known(value, attr.kind());
    } catch (ValueException e) {
      diagnostics.add(
          expression.range(),
          "Incorrect attribute value type",
          "Inappropriate value for attribute " + GoText.quote(attr.hcl()) + ": " + e.text() + ".");
      return null;
    }
  }

  /**
   * Any value as JSON.
   *
   * @throws ValueException for a value that JSON cannot hold
   */
  static JsonNode free(Value value) {
    return switch (value) {
      case Value.Null n -> NODES.nullNode();
      case Value.Unknown u -> throw new ValueException("value must be known");
      case Value.Text(String text) -> NODES.textNode(text);
      case Value.Bool(boolean b) -> NODES.booleanNode(b);
      case Value.Num n -> number(n);
      case Value.ListValue l -> array(l.items());
      case Value.SetValue s -> array(s.items());
      case Value.TupleValue t -> array(t.items());
      case Value.MapValue m -> object(m.items());
      case Value.ObjectValue o -> object(o.items());
    };
  }

  private static JsonNode number(Value.Num n) {
    BigInteger whole = Numbers.whole(n);
    if (whole != null && whole.bitLength() < 64) {
      return NODES.numberNode(whole.longValue());
    }
    double value = n.value().doubleValue();
    if (n.infinite() != 0 || Double.isInfinite(value)) {
      throw new ValueException("value must be a finite number");
    }
    return NODES.numberNode(value);
  }

  private static ArrayNode array(List<Value> items) {
    ArrayNode array = NODES.arrayNode();
    items.forEach(item -> array.add(free(item)));
    return array;
  }

  private static ObjectNode object(java.util.Map<String, Value> items) {
    ObjectNode object = NODES.objectNode();
    items.forEach((key, item) -> object.set(key, free(item)));
    return object;
  }
}
