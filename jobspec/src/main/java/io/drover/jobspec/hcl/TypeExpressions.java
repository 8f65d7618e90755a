package io.drover.jobspec.hcl;

import io.drover.contract.json.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads expressions that stand for a type, such as {@code list(object({ a = string }))}. */
public final class TypeExpressions {

  private static final String SUMMARY = "Invalid type specification";

  private TypeExpressions() {}

  /**
   * The type that an expression names. After a complaint the result is {@link Type#ANY}.
   *
   * @param allowAny whether {@code any} may be used
   */
  public static Type read(Expression expression, boolean allowAny, Diagnostics diagnostics) {
    return switch (expression) {
      case Expression.Traversal name when name.steps().isEmpty() ->
          keyword(name, allowAny, diagnostics);
      case Expression.Call call -> constructor(call, allowAny, diagnostics);
      default -> {
        diagnostics.add(
            expression.range(),
            SUMMARY,
            "A type specification is either a primitive type keyword (bool, number, string) or a"
                + " complex type constructor call, like list(string).");
        yield Type.ANY;
      }
    };
  }

  private static Type keyword(
      Expression.Traversal name, boolean allowAny, Diagnostics diagnostics) {
    switch (name.root()) {
      case "string" -> {
        return Type.STRING;
      }
      case "number" -> {
        return Type.NUMBER;
      }
      case "bool" -> {
        return Type.BOOL;
      }
      case "any" -> {
        if (!allowAny) {
          diagnostics.add(
              name.range(),
              SUMMARY,
              "The keyword \"any\" cannot be used in this type specification: an exact type is"
                  + " required.");
        }
      }
      case "list", "set", "map" ->
          diagnostics.add(
              name.range(),
              SUMMARY,
              "The "
                  + name.root()
                  + " type constructor requires one argument specifying the element type.");
      case "object" ->
          diagnostics.add(
              name.range(),
              SUMMARY,
              "The object type constructor requires one argument specifying the attribute types and"
                  + " values as a map.");
      case "tuple" ->
          diagnostics.add(
              name.range(),
              SUMMARY,
              "The tuple type constructor requires one argument specifying the element types as a"
                  + " list.");
      default ->
          diagnostics.add(
              name.range(),
              SUMMARY,
              "The keyword " + GoText.quote(name.root()) + " is not a valid type specification.");
    }
    return Type.ANY;
  }

  private static Type constructor(Expression.Call call, boolean allowAny, Diagnostics diagnostics) {
    switch (call.name()) {
      case "bool", "string", "number", "any" -> {
        diagnostics.add(
            call.range(),
            SUMMARY,
            "Primitive type keyword " + GoText.quote(call.name()) + " does not expect arguments.");
        return Type.ANY;
      }
      case "list", "set", "map", "object", "tuple" -> {}
      default -> {
        diagnostics.add(
            call.range(),
            SUMMARY,
            "Keyword " + GoText.quote(call.name()) + " is not a valid type constructor.");
        return Type.ANY;
      }
    }
    if (call.arguments().size() != 1) {
      diagnostics.add(
          call.range(),
          SUMMARY,
          "The " + call.name() + " type constructor requires exactly one argument.");
      return Type.ANY;
    }
    Expression argument = call.arguments().getFirst();
    return switch (call.name()) {
      case "list" -> new Type.ListOf(read(argument, allowAny, diagnostics));
      case "set" -> new Type.SetOf(read(argument, allowAny, diagnostics));
      case "map" -> new Type.MapOf(read(argument, allowAny, diagnostics));
      case "object" -> object(argument, allowAny, diagnostics);
      default -> tuple(argument, allowAny, diagnostics);
    };
  }

  private static Type object(Expression argument, boolean allowAny, Diagnostics diagnostics) {
    if (!(argument instanceof Expression.ObjectCons object)) {
      diagnostics.add(
          argument.range(),
          SUMMARY,
          "Object type constructor requires a map whose keys are attribute names and whose values"
              + " are the corresponding attribute types.");
      return Type.ANY;
    }
    Map<String, Type> attributes = new TreeMap<>();
    for (Expression.ObjectItem item : object.items()) {
      String name =
          switch (item.key()) {
            case Expression.Traversal t when t.steps().isEmpty() -> t.root();
            case Expression.Template t -> t.literalText();
            default -> null;
          };
      if (name == null) {
        diagnostics.add(
            item.key().range(), SUMMARY, "Object constructor map keys must be attribute names.");
      } else {
        attributes.put(name, read(item.value(), allowAny, diagnostics));
      }
    }
    return new Type.ObjectOf(attributes);
  }

  private static Type tuple(Expression argument, boolean allowAny, Diagnostics diagnostics) {
    if (!(argument instanceof Expression.Tuple tuple)) {
      diagnostics.add(
          argument.range(), SUMMARY, "Tuple type constructor requires a list of element types.");
      return Type.ANY;
    }
    List<Type> elements = new ArrayList<>();
    tuple.items().forEach(item -> elements.add(read(item, allowAny, diagnostics)));
    return new Type.TupleOf(elements);
  }
}
