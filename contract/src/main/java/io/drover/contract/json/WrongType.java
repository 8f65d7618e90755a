package io.drover.contract.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text about a value of the wrong type: what it is, where, and what should be there. */
final class WrongType {

  private static final GoNames NAMES = new GoNames();
  private static final Set<String> WHOLE_NUMBERS =
      Set.of("int", "int8", "uint8", "int64", "uint64", "time.Duration", "float64");

  private WrongType() {}

  static BodyException of(Class<?> root, JsonMappingException e, JsonParser parser) {
    Type type = root;
    String struct = "";
    String goType = null;
    StringBuilder fields = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (type instanceof Class<?> c && c.isRecord()) {
        RecordComponent component = component(c, step.getFieldName());
        if (component == null) {
          break;
        }
        struct = c.getSimpleName();
        fields.append('.').append(step.getFieldName());
        type = component.getGenericType();
        GoType named = component.getAnnotation(GoType.class);
        goType = named == null ? null : named.value();
      } else {
        type = element(type);
        goType = null;
      }
    }
    String expected = goType == null ? goType(type) : goType;
    if (e.getCause() instanceof InputCoercionException c && c.getTargetType() == Double.class) {
      // Inside free-form values the path ends at the member that holds them.
      expected = "float64";
    }
    String value = value(parser, expected);
    if (expected.equals("[]uint8") && value.equals("string")) {
      return new BodyException("illegal base64 data at input byte " + illegalByte(parser));
    }
    String where = struct.isEmpty() ? "value" : "struct field " + struct + fields;
    return new BodyException(
        "json: cannot unmarshal " + value + " into Go " + where + " of type " + expected);
  }

  private static @Nullable RecordComponent component(Class<?> record, @Nullable String name) {
    return Arrays.stream(record.getRecordComponents())
        .filter(component -> jsonName(component).equals(name))
        .findFirst()
        .orElse(null);
  }

  private static String jsonName(RecordComponent component) {
    JsonProperty explicit = component.getAccessor().getAnnotation(JsonProperty.class);
    return explicit == null ? NAMES.translate(component.getName()) : explicit.value();
  }

  private static Type element(Type container) {
    if (container instanceof ParameterizedType p) {
      Type[] arguments = p.getActualTypeArguments();
      return arguments[arguments.length - 1];
    }
    return Object.class;
  }

  private static String goType(Type type) {
    if (type instanceof ParameterizedType p) {
      String element = goType(element(p));
      boolean pointer = element(p) instanceof Class<?> c && c.isRecord();
      return (p.getRawType() == Map.class ? "map[string]" : "[]") + (pointer ? "*" : "") + element;
    }
    if (type instanceof GenericArrayType || type == byte[].class) {
      return "[]uint8";
    }
    if (type instanceof Class<?> c && c.isRecord()) {
      GoType named = c.getAnnotation(GoType.class);
      return named == null ? "api." + c.getSimpleName() : named.value();
    }
    return type == Object.class ? "interface {}" : scalar(type);
  }

  private static String scalar(Type type) {
    if (type == String.class) {
      return "string";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "bool";
    }
    if (type == Integer.class || type == int.class) {
      return "int";
    }
    if (type == Long.class || type == long.class) {
      return "int64";
    }
    if (type == Duration.class) {
      return "time.Duration";
    }
    if (type == Double.class || type == double.class) {
      return "float64";
    }
    return type == List.class ? "[]interface {}" : type.getTypeName();
  }

  private static String value(JsonParser parser, String expected) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "value";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT, FIELD_NAME -> "object";
      case START_ARRAY, END_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_TRUE, VALUE_FALSE -> "bool";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          WHOLE_NUMBERS.contains(expected) ? "number " + text(parser) : "number";
      case VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "value";
    };
  }

  private static int illegalByte(JsonParser parser) {
    String text = text(parser);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean legal = c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/' || c == '=');
      if (!legal) {
        return i;
      }
    }
    return text.length();
  }

  private static String text(JsonParser parser) {
    try {
      String text = parser.getText();
      return text == null ? "" : text;
    } catch (IOException e) {
      return "";
    }
  }
}
