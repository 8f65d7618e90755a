package io.drover.http.query.filter;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed filter. */
sealed interface Expression {

  record And(List<Expression> all) implements Expression {
    public And {
      all = List.copyOf(all);
    }
  }

  record Or(List<Expression> any) implements Expression {
    public Or {
      any = List.copyOf(any);
    }
  }

  record Not(Expression negated) implements Expression {}

  /**
   * One comparison.
   *
   * @param path the selector's parts
   * @param value the literal; empty where the operator has none
   * @param pattern set if the operator matches
   */
  record Match(List<String> path, Operator operator, String value, @Nullable Pattern pattern)
      implements Expression {
    public Match {
      path = List.copyOf(path);
    }
  }
}
