package io.drover.sidecar.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Functions that read values out of texts. */
final class ParsingFunctions {

  private static final JsonFactory JSON = new JsonFactory();

  private ParsingFunctions() {}

  static Map<String, Function> table() {
    return Map.of(
        "parseBool", Function.of(ParsingFunctions::parseBool, Kind.TEXT),
        "parseFloat", Function.of(ParsingFunctions::parseFloat, Kind.TEXT),
        "parseInt", Function.of(call -> whole("parseInt", "ParseInt", call.text(0)), Kind.TEXT),
        "parseUint", Function.of(ParsingFunctions::parseUint, Kind.TEXT),
        "parseJSON", Function.of(ParsingFunctions::parseJson, Kind.TEXT));
  }

  private static boolean parseBool(Arguments call) throws FunctionError {
    return switch (call.text(0)) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "", "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> throw syntax("parseBool", "ParseBool", call.text(0));
    };
  }

  private static double parseFloat(Arguments call) throws FunctionError {
    String text = call.text(0);
    if (text.isEmpty()) {
      return 0;
    }
    if (!GoNumbers.decimal(text)) {
      throw syntax("parseFloat", "ParseFloat", text);
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw range("parseFloat", "ParseFloat", text);
    }
    return value;
  }

  private static long parseUint(Arguments call) throws FunctionError {
    String text = call.text(0);
    if (text.startsWith("-") || text.startsWith("+")) {
      throw syntax("parseUint", "ParseUint", text);
    }
    return whole("parseUint", "ParseUint", text);
  }

  static long whole(String function, String inner, String text) throws FunctionError {
    if (text.isEmpty()) {
      return 0;
    }
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw syntax(function, inner, text);
    }
    if (digits.length() > 100 || new BigInteger(text).bitLength() > 63) {
      throw range(function, inner, text);
    }
    return Long.parseLong(text);
  }

  private static FunctionError syntax(String function, String inner, String text) {
    return new FunctionError(
        function + ": strconv." + inner + ": parsing " + Quoting.quote(text) + ": invalid syntax");
  }

  private static FunctionError range(String function, String inner, String text) {
    return new FunctionError(
        function
            + ": strconv."
            + inner
            + ": parsing "
            + Quoting.quote(text)
            + ": value out of range");
  }

  private static @Nullable Object parseJson(Arguments call) throws FunctionError {
    if (call.text(0).isEmpty()) {
      return MapValue.any(new TreeMap<>());
    }
    try (JsonParser parser = JSON.createParser(ByteText.text(call.text(0)))) {
      parser.nextToken();
      Object value = json(parser, call.budget());
      if (parser.nextToken() != null) {
        throw new FunctionError("invalid JSON: something follows the value");
      }
      return value;
    } catch (IOException malformed) {
      String message = String.valueOf(malformed.getMessage());
      throw new FunctionError(
          "invalid JSON: " + ByteText.of(message.lines().findFirst().orElse("")));
    }
  }

  private static @Nullable Object json(JsonParser parser, Budget budget)
      throws IOException, FunctionError {
    budget.enter();
    budget.bytes(Function.BYTES_OF_ELEMENT);
    Object value =
        switch (parser.currentToken()) {
          case START_OBJECT -> {
            TreeMap<String, @Nullable Object> map = new TreeMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
              String name = ByteText.of(parser.currentName());
              parser.nextToken();
              map.put(name, json(parser, budget));
            }
            yield MapValue.any(map);
          }
          case START_ARRAY -> {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              list.add(json(parser, budget));
            }
            yield Values.list(list);
          }
          case VALUE_STRING -> ByteText.of(parser.getText());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          case VALUE_NULL -> null;
          case null, default -> throw new FunctionError("invalid JSON: unexpected end of input");
        };
    budget.leave();
    return value;
  }

  /** Go has real numbers only when it reads JSON. */
  private static double number(String text) throws FunctionError {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new FunctionError("invalid JSON: number is out of range: " + text);
    }
    return value;
  }
}
