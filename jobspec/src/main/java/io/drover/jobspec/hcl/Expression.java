package io.drover.jobspec.hcl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of the language. {@code range} is the whole of an expression; {@code startRange}
 * the part that complaints about its value point at.
 */
public sealed interface Expression {

  SourceRange range();

  default SourceRange startRange() {
    return range();
  }

  /** A number, true, false, null, or the text between two sequences of a template. */
  record Literal(Value value, SourceRange range) implements Expression {}

  /** A quoted string or a heredoc. */
  record Template(List<Expression> parts, SourceRange range) implements Expression {
    public Template {
      parts = List.copyOf(parts);
    }

    @Override
    public SourceRange startRange() {
      return parts.isEmpty() ? range : parts.getFirst().startRange();
    }

    /** The text if there are no sequences in it, else null. */
    public @Nullable String literalText() {
      if (parts.isEmpty()) {
        return "";
      }
      return parts.size() == 1
              && parts.getFirst() instanceof Literal(Value.Text(String text), SourceRange r)
          ? text
          : null;
    }
  }

  /** A template that is one interpolation: its value keeps its type. */
  record Wrapped(Expression inner, SourceRange range) implements Expression {}

  /** {@code %{ for }} of a template: the texts of a for-expression, joined. */
  record Joined(For tuple) implements Expression {
    @Override
    public SourceRange range() {
      return tuple.range();
    }

    @Override
    public SourceRange startRange() {
      return tuple.startRange();
    }
  }

  record Parens(Expression inner, SourceRange range) implements Expression {}

  record Tuple(List<Expression> items, SourceRange range, SourceRange open) implements Expression {
    public Tuple {
      items = List.copyOf(items);
    }

    @Override
    public SourceRange startRange() {
      return open;
    }
  }

  record ObjectItem(Expression key, Expression value) {}

  record ObjectCons(List<ObjectItem> items, SourceRange range, SourceRange open)
      implements Expression {
    public ObjectCons {
      items = List.copyOf(items);
    }

    @Override
    public SourceRange startRange() {
      return open;
    }
  }

  /** A name and the steps behind it, such as {@code a.b[0]}. */
  record Traversal(String root, SourceRange rootRange, List<Step> steps, SourceRange range)
      implements Expression {
    public Traversal {
      steps = List.copyOf(steps);
    }
  }

  /** Steps on the value of another expression. */
  record RelativeTraversal(Expression source, List<Step> steps, SourceRange range)
      implements Expression {
    public RelativeTraversal {
      steps = List.copyOf(steps);
    }

    @Override
    public SourceRange startRange() {
      return source.startRange();
    }
  }

  /** One step of a traversal: an attribute or a literal index. */
  sealed interface Step {
    SourceRange range();

    record Attr(String name, SourceRange range) implements Step {}

    record Index(Value key, SourceRange range) implements Step {}
  }

  record Index(Expression collection, Expression key, SourceRange range, SourceRange brackets)
      implements Expression {
    @Override
    public SourceRange startRange() {
      return collection.startRange();
    }
  }

  /** {@code source[*].each} or {@code source.*.each}; {@code each} reads {@link SplatItem}. */
  record Splat(
      Expression source, Expression each, SplatItem item, SourceRange range, SourceRange marker)
      implements Expression {
    @Override
    public SourceRange startRange() {
      return source.startRange();
    }
  }

  /** The element that the steps behind a splat apply to. Compared by identity. */
  final class SplatItem implements Expression {
    private final SourceRange range;

    SplatItem(SourceRange range) {
      this.range = range;
    }

    @Override
    public SourceRange range() {
      return range;
    }
  }

  record Conditional(Expression condition, Expression yes, Expression no, SourceRange range)
      implements Expression {
    @Override
    public SourceRange startRange() {
      return condition.startRange();
    }
  }

  record Binary(Operator operator, Expression left, Expression right, SourceRange range)
      implements Expression {
    @Override
    public SourceRange startRange() {
      return leftmost().startRange();
    }

    /** Long chains of operators lean to the left and must not be walked recursively. */
    private Expression leftmost() {
      Expression e = left;
      while (e instanceof Binary b) {
        e = b.left;
      }
      return e;
    }
  }

  record Unary(boolean negation, Expression operand, SourceRange range, SourceRange symbol)
      implements Expression {
    @Override
    public SourceRange startRange() {
      return symbol;
    }
  }

  record Call(
      String name,
      SourceRange nameRange,
      List<Expression> arguments,
      boolean expandFinal,
      SourceRange open,
      SourceRange close)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public SourceRange range() {
      return SourceRange.between(nameRange, close);
    }

    @Override
    public SourceRange startRange() {
      return SourceRange.between(nameRange, open);
    }
  }

  /** A for-expression; with a key it makes an object, and {@code group} collects equal keys. */
  record For(
      @Nullable String keyName,
      String valueName,
      Expression collection,
      @Nullable Expression key,
      Expression value,
      @Nullable Expression condition,
      boolean group,
      SourceRange range,
      SourceRange open)
      implements Expression {
    @Override
    public SourceRange startRange() {
      return open;
    }
  }

  /** Infix operators, from the weakest binding to the strongest. */
  enum Operator {
    OR(1),
    AND(2),
    EQUAL(3),
    NOT_EQUAL(3),
    GREATER(4),
    GREATER_EQ(4),
    LESS(4),
    LESS_EQ(4),
    ADD(5),
    SUBTRACT(5),
    MULTIPLY(6),
    DIVIDE(6),
    MODULO(6);

    final int binding;

    Operator(int binding) {
      this.binding = binding;
    }
  }
}
