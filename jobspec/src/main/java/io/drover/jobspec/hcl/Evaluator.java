package io.drover.jobspec.hcl;

import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Expression.Operator;
import io.drover.jobspec.hcl.Expression.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions. What goes wrong is added to the diagnostics, and the result is then
 * unknown. Chains of operators and of steps are walked in loops, as only nesting is bounded by the
 * parser. Confined to one thread.
 */
public final class Evaluator {

  private final Diagnostics diagnostics;

  private Evaluator(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The value of an expression; complaints are added to the diagnostics. */
  public static Value evaluate(Expression expression, Scope scope, Diagnostics diagnostics) {
    try {
      return new Evaluator(diagnostics).value(expression, scope);
    } catch (Scope.Exhausted e) {
      diagnostics.add(
          expression.range(),
          "Expression too expensive",
          "The evaluation of the file's expressions takes more work than is allowed.");
      return Value.unknown();
    }
  }

  Value value(Expression expression, Scope scope) {
    Value value =
        switch (expression) {
          case Expression.Literal literal -> literal.value();
          case Expression.Template template -> template(template, scope);
          case Expression.Wrapped wrapped -> value(wrapped.inner(), scope);
          case Expression.Joined joined -> joined(joined, scope);
          case Expression.Parens parens -> value(parens.inner(), scope);
          case Expression.Tuple tuple -> tuple(tuple, scope);
          case Expression.ObjectCons object -> object(object, scope);
          case Expression.Traversal traversal -> traversal(traversal, scope);
          case Expression.RelativeTraversal r -> chain(r, scope);
          case Expression.Index index -> chain(index, scope);
          case Expression.Splat splat -> chain(splat, scope);
          case Expression.SplatItem item ->
              Objects.requireNonNull(scope.find(splatName(item)), "splat item outside its splat");
          case Expression.Conditional conditional -> conditional(conditional, scope);
          case Expression.Binary binary -> binary(binary, scope);
          case Expression.Unary unary -> unary(unary, scope);
          case Expression.Call call -> new Calls(this, diagnostics).call(call, scope);
          case Expression.For loop -> new Loops(this, diagnostics).evaluate(loop, scope);
        };
    scope.budget().spend(Values.size(value));
    return value;
  }

  private void complain(SourceRange range, String summary, String detail) {
    diagnostics.add(range, summary, detail);
  }

  private Value template(Expression.Template template, Scope scope) {
    StringBuilder text = new StringBuilder();
    boolean known = true;
    for (Expression part : template.parts()) {
      Value value = value(part, scope);
      if (Values.isNull(value)) {
        complain(
            part.range(),
            "Invalid template interpolation value",
            "The expression result is null. Cannot include a null value in a string template.");
      } else if (Values.isUnknown(value)) {
        known = false;
      } else {
        known &= append(text, value, part);
      }
      scope.budget().spend(text.length() / 64);
    }
    return known ? Value.of(text.toString()) : new Value.Unknown(Type.STRING);
  }

  private boolean append(StringBuilder text, Value value, Expression part) {
    try {
      if (Conversion.convert(value, Type.STRING) instanceof Value.Text(String piece)) {
        text.append(piece);
      }
      return true;
    } catch (ValueException e) {
      complain(
          part.range(),
          "Invalid template interpolation value",
          "Cannot include the given value in a string template: " + e.text() + ".");
      return false;
    }
  }

  private Value joined(Expression.Joined joined, Scope scope) {
    List<Value> items = Values.elements(value(joined.tuple(), scope));
    if (items == null) {
      return new Value.Unknown(Type.STRING);
    }
    StringBuilder text = new StringBuilder();
    for (Value item : items) {
      if (!(item instanceof Value.Text(String piece))) {
        return new Value.Unknown(Type.STRING);
      }
      text.append(piece);
    }
    return Value.of(text.toString());
  }

  private Value tuple(Expression.Tuple tuple, Scope scope) {
    List<Value> items = new ArrayList<>();
    tuple.items().forEach(item -> items.add(value(item, scope)));
    return Value.tuple(items);
  }

  private Value object(Expression.ObjectCons object, Scope scope) {
    Map<String, Value> items = new TreeMap<>();
    boolean known = true;
    for (Expression.ObjectItem item : object.items()) {
      String key = key(item.key(), scope);
      Value value = value(item.value(), scope);
      if (key == null) {
        known = false;
      } else {
        items.put(key, value);
      }
    }
    return known ? Value.object(items) : Value.unknown();
  }

  /** A bare name is a key, not a reference. */
  private @Nullable String key(Expression key, Scope scope) {
    if (key instanceof Expression.Traversal name) {
      if (name.steps().isEmpty()) {
        return name.root();
      }
      complain(
          key.range(),
          "Ambiguous attribute key",
          "If this expression is intended to be a reference, wrap it in parentheses. If it's instead"
              + " intended as a literal name containing periods, wrap it in quotes to create a"
              + " string literal.");
      return null;
    }
    if (key instanceof Expression.Literal literal && literal.value() instanceof Value.Null) {
      return "null";
    }
    Value value = value(key, scope);
    if (Values.isNull(value)) {
      complain(key.range(), "Null value as key", "Can't use a null value as a key.");
      return null;
    }
    try {
      return Conversion.convert(value, Type.STRING) instanceof Value.Text(String text)
          ? text
          : null;
    } catch (ValueException e) {
      complain(
          key.range(), "Incorrect key type", "Can't use this value as a key: " + e.text() + ".");
      return null;
    }
  }

  private Value traversal(Expression.Traversal traversal, Scope scope) {
    Value root = scope.find(traversal.root());
    return root == null ? scope.resolve(traversal, diagnostics) : steps(root, traversal.steps());
  }

  private Value steps(Value from, List<Step> steps) {
    Value value = from;
    for (Step step : steps) {
      if (Values.isUnknown(value)) {
        return value;
      }
      value =
          switch (step) {
            case Step.Attr(String name, SourceRange range) -> attribute(value, name, range);
            case Step.Index(Value key, SourceRange range) -> index(value, key, range);
          };
    }
    return value;
  }

  private Value attribute(Value value, String name, SourceRange range) {
    switch (value) {
      case Value.ObjectValue object -> {
        Value member = object.items().get(name);
        if (member != null) {
          return member;
        }
        complain(
            range,
            "Unsupported attribute",
            "This object does not have an attribute named " + GoText.quote(name) + ".");
      }
      case Value.MapValue map -> {
        Value member = map.items().get(name);
        if (member != null) {
          return member;
        }
        complain(
            range,
            "Missing map element",
            "This map does not have an element with the key " + GoText.quote(name) + ".");
      }
      case Value.Null n ->
          complain(
              range,
              "Attempt to get attribute from null value",
              "This value is null, so it does not have any attributes.");
      default ->
          complain(range, "Unsupported attribute", "This value does not have any attributes.");
    }
    return Value.unknown();
  }

  private Value index(Value collection, Value key, SourceRange range) {
    if (Values.isNull(collection)) {
      complain(
          range,
          "Attempt to index null value",
          "This value is null, so it does not have any indices.");
      return Value.unknown();
    }
    if (Values.isNull(key)) {
      complain(range, "Invalid index", "Can't use a null value as an indexing key.");
      return Value.unknown();
    }
    if (Values.isUnknown(collection) || Values.isUnknown(key)) {
      return Value.unknown();
    }
    List<Value> elements =
        collection instanceof Value.SetValue ? null : Values.elements(collection);
    Map<String, Value> members = Values.members(collection);
    if (elements == null && members == null) {
      complain(range, "Invalid index", "This value does not have any indices.");
      return Value.unknown();
    }
    try {
      Value found = elements == null ? member(members, key) : element(elements, key);
      if (found != null) {
        return found;
      }
      complain(
          range,
          "Invalid index",
          "The given key does not identify an element in this collection value.");
    } catch (ValueException e) {
      complain(
          range,
          "Invalid index",
          "The given key does not identify an element in this collection value: " + e.text() + ".");
    }
    return Value.unknown();
  }

  private static @Nullable Value member(@Nullable Map<String, Value> members, Value key) {
    return members != null
            && Conversion.convert(key, Type.STRING) instanceof Value.Text(String name)
        ? members.get(name)
        : null;
  }

  private static @Nullable Value element(List<Value> elements, Value key) {
    if (!(Conversion.convert(key, Type.NUMBER) instanceof Value.Num n)) {
      return null;
    }
    var whole = Numbers.whole(n);
    return whole == null || whole.signum() < 0 || whole.bitLength() > 31
        ? null
        : whole.intValue() < elements.size() ? elements.get(whole.intValue()) : null;
  }

  /** Walks {@code a[x].b[*].c} from its innermost source outwards. */
  private Value chain(Expression outermost, Scope scope) {
    Deque<Expression> links = new ArrayDeque<>();
    Expression source = outermost;
    while (true) {
      Expression inner =
          switch (source) {
            case Expression.RelativeTraversal r -> r.source();
            case Expression.Index i -> i.collection();
            case Expression.Splat s -> s.source();
            default -> null;
          };
      if (inner == null) {
        break;
      }
      links.push(source);
      source = inner;
    }
    Value value = value(source, scope);
    for (Expression link : links) {
      value =
          switch (link) {
            case Expression.RelativeTraversal r -> steps(value, r.steps());
            case Expression.Index i -> index(value, value(i.key(), scope), i.brackets());
            case Expression.Splat s -> splat(s, value, scope);
            default -> throw new IllegalStateException("not a link: " + link);
          };
      scope.budget().spend(1);
    }
    return value;
  }

  private static String splatName(Expression.SplatItem item) {
    // A space keeps it apart from every name that can be written.
    return "splat " + System.identityHashCode(item);
  }

  private Value splat(Expression.Splat splat, Value source, Scope scope) {
    if (Values.isUnknown(source)) {
      return source;
    }
    List<Value> elements = Values.elements(source);
    if (elements == null) {
      elements = Values.isNull(source) ? List.of() : List.of(source);
    }
    List<Value> results = new ArrayList<>();
    int before = diagnostics.size();
    for (Value element : elements) {
      Scope inner = scope.with(Map.of(splatName(splat.item()), element));
      results.add(value(splat.each(), inner));
      if (diagnostics.size() > before) {
        return Value.unknown();
      }
    }
    return Value.tuple(results);
  }

  private Value conditional(Expression.Conditional expression, Scope scope) {
    Diagnostics yesDiagnostics = new Diagnostics();
    Diagnostics noDiagnostics = new Diagnostics();
    Value yes = new Evaluator(yesDiagnostics).value(expression.yes(), scope);
    Value no = new Evaluator(noDiagnostics).value(expression.no(), scope);
    Type type = resultType(yes, no);
    if (type == null) {
      complain(
          SourceRange.between(expression.yes().range(), expression.no().range()),
          "Inconsistent conditional result types",
          "The true and false result expressions must have consistent types. The given expressions"
              + " are "
              + Type.label(yes.type())
              + " and "
              + Type.label(no.type())
              + ", respectively.");
      return Value.unknown();
    }
    Value condition = value(expression.condition(), scope);
    if (Values.isNull(condition)) {
      complain(
          expression.condition().range(),
          "Null condition",
          "The condition value is null. Conditions must either be true or false.");
      return Value.unknown();
    }
    try {
      if (!(Conversion.convert(condition, Type.BOOL) instanceof Value.Bool(boolean chosen))) {
        return new Value.Unknown(type);
      }
      diagnostics.addAll((chosen ? yesDiagnostics : noDiagnostics).toList());
      return Conversion.convert(chosen ? yes : no, type);
    } catch (ValueException e) {
      complain(
          expression.condition().range(),
          "Incorrect condition type",
          "The condition expression must be of type bool.");
      return Value.unknown();
    }
  }

  private static @Nullable Type resultType(Value yes, Value no) {
    if (yes.type() == Type.ANY && Values.isNull(yes)) {
      return no.type();
    }
    if (no.type() == Type.ANY && Values.isNull(no)) {
      return yes.type();
    }
    return yes.type() == Type.ANY || no.type() == Type.ANY
        ? Type.ANY
        : Conversion.unify(List.of(yes.type(), no.type()));
  }

  private Value unary(Expression.Unary unary, Scope scope) {
    Value operand = value(unary.operand(), scope);
    Type type = unary.negation() ? Type.NUMBER : Type.BOOL;
    Value converted = operand(operand, type, "unary", unary.operand().range());
    if (converted == null || Values.isUnknown(converted)) {
      return new Value.Unknown(type);
    }
    return switch (converted) {
      case Value.Num n -> Numbers.negate(n);
      case Value.Bool(boolean b) -> Value.of(!b);
      default -> {
        complain(
            unary.range(),
            "Operation failed",
            "Error during operation: argument must not be null.");
        yield new Value.Unknown(type);
      }
    };
  }

  private @Nullable Value operand(Value value, Type type, String side, SourceRange range) {
    try {
      return Conversion.convert(value, type);
    } catch (ValueException e) {
      complain(
          range, "Invalid operand", "Unsuitable value for " + side + " operand: " + e.text() + ".");
      return null;
    }
  }

  private Value binary(Expression.Binary outermost, Scope scope) {
    Deque<Expression.Binary> operations = new ArrayDeque<>();
    Expression leftmost = outermost;
    while (leftmost instanceof Expression.Binary b) {
      operations.push(b);
      leftmost = b.left();
    }
    Value value = value(leftmost, scope);
    for (Expression.Binary operation : operations) {
      value = operate(operation, value, value(operation.right(), scope));
      scope.budget().spend(1);
    }
    return value;
  }

  private Value operate(Expression.Binary operation, Value left, Value right) {
    Operator operator = operation.operator();
    Type operands = operandType(operator);
    Type result = resultType(operator);
    Value l = operand(left, operands, "left", operation.left().range());
    Value r = operand(right, operands, "right", operation.right().range());
    if (l == null || r == null || !Values.isWhollyKnown(l) || !Values.isWhollyKnown(r)) {
      return new Value.Unknown(result);
    }
    try {
      return apply(operator, l, r);
    } catch (ValueException e) {
      complain(operation.range(), "Operation failed", "Error during operation: " + e.text() + ".");
      return new Value.Unknown(result);
    }
  }

  private static Type operandType(Operator operator) {
    return switch (operator) {
      case OR, AND -> Type.BOOL;
      case EQUAL, NOT_EQUAL -> Type.ANY;
      case GREATER, GREATER_EQ, LESS, LESS_EQ -> Type.NUMBER;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> Type.NUMBER;
    };
  }

  private static Type resultType(Operator operator) {
    return switch (operator) {
      case OR, AND, EQUAL, NOT_EQUAL, GREATER, GREATER_EQ, LESS, LESS_EQ -> Type.BOOL;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> Type.NUMBER;
    };
  }

  private static Value apply(Operator operator, Value left, Value right) {
    switch (operator) {
      case EQUAL -> {
        return Value.of(Values.same(left, right));
      }
      case NOT_EQUAL -> {
        return Value.of(!Values.same(left, right));
      }
      default -> {}
    }
    if (left instanceof Value.Bool(boolean l) && right instanceof Value.Bool(boolean r)) {
      return Value.of(operator == Operator.AND ? l && r : l || r);
    }
    if (left instanceof Value.Num l && right instanceof Value.Num r) {
      return switch (operator) {
        case GREATER -> Value.of(Numbers.compare(l, r) > 0);
        case GREATER_EQ -> Value.of(Numbers.compare(l, r) >= 0);
        case LESS -> Value.of(Numbers.compare(l, r) < 0);
        case LESS_EQ -> Value.of(Numbers.compare(l, r) <= 0);
        case ADD -> Numbers.add(l, r);
        case SUBTRACT -> Numbers.add(l, Numbers.negate(r));
        case MULTIPLY -> Numbers.multiply(l, r);
        case DIVIDE -> Numbers.divide(l, r);
        case MODULO -> Numbers.modulo(l, r);
        case OR, AND, EQUAL, NOT_EQUAL -> throw new IllegalStateException("handled above");
      };
    }
    throw new ValueException("argument must not be null");
  }

  /** The for-expression. */
  private record Loops(Evaluator evaluator, Diagnostics diagnostics) {

    Value evaluate(Expression.For loop, Scope scope) {
      Value collection = evaluator.value(loop.collection(), scope);
      if (Values.isNull(collection)) {
        diagnostics.add(
            loop.collection().range(),
            "Iteration over null value",
            "A null value cannot be used as the collection in a 'for' expression.");
        return Value.unknown();
      }
      if (Values.isUnknown(collection)) {
        return Value.unknown();
      }
      Map<Value, Value> entries = entries(collection);
      if (entries == null) {
        diagnostics.add(
            loop.collection().range(),
            "Iteration over non-iterable value",
            "A value of type "
                + Type.label(collection.type())
                + " cannot be used as the collection in a 'for' expression.");
        return Value.unknown();
      }
      return loop.key() == null
          ? tuple(loop, entries, scope)
          : object(loop, loop.key(), entries, scope);
    }

    private static @Nullable Map<Value, Value> entries(Value collection) {
      List<Value> elements = Values.elements(collection);
      Map<String, Value> members = Values.members(collection);
      if (elements == null && members == null) {
        return null;
      }
      Map<Value, Value> entries = new LinkedHashMap<>();
      if (elements != null) {
        boolean set = collection instanceof Value.SetValue;
        for (Value element : elements) {
          entries.put(set ? element : Value.of(entries.size()), element);
        }
      } else if (members != null) {
        members.forEach((key, value) -> entries.put(Value.ofNormalized(key), value));
      }
      return entries;
    }

    private Scope inner(Expression.For loop, Map.Entry<Value, Value> entry, Scope scope) {
      Map<String, Value> names = new HashMap<>();
      if (loop.keyName() != null) {
        names.put(loop.keyName(), entry.getKey());
      }
      names.put(loop.valueName(), entry.getValue());
      return scope.with(names);
    }

    private Value tuple(Expression.For loop, Map<Value, Value> entries, Scope scope) {
      List<Value> results = new ArrayList<>();
      for (Map.Entry<Value, Value> entry : entries.entrySet()) {
        Scope inner = inner(loop, entry, scope);
        Boolean included = included(loop, inner);
        if (included == null) {
          return Value.unknown();
        }
        if (included) {
          results.add(evaluator.value(loop.value(), inner));
        }
      }
      return Value.tuple(results);
    }

    private @Nullable Boolean included(Expression.For loop, Scope inner) {
      if (loop.condition() == null) {
        return true;
      }
      Value value = evaluator.value(loop.condition(), inner);
      if (Values.isNull(value)) {
        diagnostics.add(
            loop.condition().range(),
            "Invalid 'for' condition",
            "The value of the 'if' clause must not be null.");
        return null;
      }
      try {
        return Conversion.convert(value, Type.BOOL) instanceof Value.Bool(boolean b) ? b : null;
      } catch (ValueException e) {
        diagnostics.add(
            loop.condition().range(),
            "Invalid 'for' condition",
            "The 'if' clause value is invalid: " + e.text() + ".");
        return null;
      }
    }

    private Value object(
        Expression.For loop, Expression keyOf, Map<Value, Value> entries, Scope scope) {
      Map<String, List<Value>> results = new TreeMap<>();
      for (Map.Entry<Value, Value> entry : entries.entrySet()) {
        Scope inner = inner(loop, entry, scope);
        Boolean included = included(loop, inner);
        if (included == null) {
          return Value.unknown();
        }
        if (!included) {
          continue;
        }
        String key = key(keyOf, inner);
        if (key == null) {
          return Value.unknown();
        }
        List<Value> values = results.computeIfAbsent(key, k -> new ArrayList<>());
        if (!loop.group() && !values.isEmpty()) {
          diagnostics.add(
              keyOf.range(),
              "Duplicate object key",
              "Two different items produced the key "
                  + GoText.quote(key)
                  + " in this 'for' expression. If duplicates are expected, use the ellipsis (...)"
                  + " after the value expression to enable grouping by key.");
          return Value.unknown();
        }
        values.add(evaluator.value(loop.value(), inner));
      }
      Map<String, Value> items = new TreeMap<>();
      results.forEach(
          (key, values) -> items.put(key, loop.group() ? Value.tuple(values) : values.getFirst()));
      return Value.object(items);
    }

    private @Nullable String key(Expression expression, Scope inner) {
      Value value = evaluator.value(expression, inner);
      if (Values.isNull(value)) {
        diagnostics.add(
            expression.range(),
            "Invalid object key",
            "Key expression in 'for' expression must not produce a null value.");
        return null;
      }
      try {
        return Conversion.convert(value, Type.STRING) instanceof Value.Text(String text)
            ? text
            : null;
      } catch (ValueException e) {
        diagnostics.add(
            expression.range(),
            "Invalid object key",
            "The key expression produced an invalid result: " + e.text() + ".");
        return null;
      }
    }
  }
}
