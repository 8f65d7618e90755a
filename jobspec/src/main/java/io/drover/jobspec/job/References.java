package io.drover.jobspec.job;

import io.drover.jobspec.hcl.Expression;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Finds names in expressions. Works off a list, as chains of operators can be long. */
final class References {

  private References() {}

  /** Whether an expression mentions {@code root.name}. */
  static boolean to(Expression expression, String root, String name) {
    Deque<Expression> open = new ArrayDeque<>();
    open.push(expression);
    while (!open.isEmpty()) {
      Expression next = open.pop();
      if (next instanceof Expression.Traversal t && t.root().equals(root)) {
        boolean same =
            !t.steps().isEmpty()
                && switch (t.steps().getFirst()) {
                  case Expression.Step.Attr a -> a.name().equals(name);
                  case Expression.Step.Index i ->
                      i.key() instanceof io.drover.jobspec.hcl.Value.Text(String text)
                          && text.equals(name);
                };
        if (same) {
          return true;
        }
      }
      inner(next).forEach(open::push);
    }
    return false;
  }

  private static List<Expression> inner(Expression expression) {
    return switch (expression) {
      case Expression.Literal e -> List.of();
      case Expression.Traversal e -> List.of();
      case Expression.SplatItem e -> List.of();
      case Expression.Template e -> e.parts();
      case Expression.Wrapped e -> List.of(e.inner());
      case Expression.Joined e -> List.of(e.tuple());
      case Expression.Parens e -> List.of(e.inner());
      case Expression.Tuple e -> e.items();
      case Expression.ObjectCons e ->
          e.items().stream().flatMap(i -> java.util.stream.Stream.of(i.key(), i.value())).toList();
      case Expression.RelativeTraversal e -> List.of(e.source());
      case Expression.Index e -> List.of(e.collection(), e.key());
      case Expression.Splat e -> List.of(e.source(), e.each());
      case Expression.Conditional e -> List.of(e.condition(), e.yes(), e.no());
      case Expression.Binary e -> List.of(e.left(), e.right());
      case Expression.Unary e -> List.of(e.operand());
      case Expression.Call e -> e.arguments();
      case Expression.For e ->
          java.util.stream.Stream.of(
                  Optional.of(e.collection()),
                  Optional.ofNullable(e.key()),
                  Optional.of(e.value()),
                  Optional.ofNullable(e.condition()))
              .flatMap(Optional::stream)
              .toList();
    };
  }
}
