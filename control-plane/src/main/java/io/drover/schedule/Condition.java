package io.drover.schedule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.drover.contract.model.Affinity;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constraint or affinity, ready to be asked of many nodes: its pattern or version is parsed once,
 * unless it is taken from the node. Source: objects.md 1.11, semantics.md 7.1.
 */
final class Condition {
  private final String left;
  private final String right;
  private final String operand;
  private final @Nullable Object parsed;

  private Condition(String left, String right, String operand) {
    this.left = left;
    this.right = right;
    this.operand = operand;
    this.parsed = Targets.literal(right) ? parse(operand, right) : null;
  }

  static Condition of(Constraint constraint) {
    return new Condition(constraint.lTarget(), constraint.rTarget(), constraint.operand());
  }

  static Condition of(Affinity affinity) {
    return new Condition(affinity.lTarget(), affinity.rTarget(), affinity.operand());
  }

  /** True when it holds on that node. An operand that is not known holds nowhere. */
  boolean holds(Node node) {
    String l = Targets.resolve(left, node);
    String r = Targets.resolve(right, node);
    return switch (operand) {
      case "distinct_hosts", "distinct_property" -> true; // Asked of allocations, not of nodes.
      case "=", "==", "is" -> l != null && r != null && l.equals(r);
      case "!=", "not" -> l == null || r == null || !l.equals(r);
      case "<", "<=", ">", ">=" -> l != null && r != null && ordered(l, r);
      case "is_set" -> l != null;
      case "is_not_set" -> l == null;
      default -> l != null && r != null && matches(l, r);
    };
  }

  /** What operands say that look into a text: versions, patterns and sets. */
  boolean matches(String l, String r) {
    return switch (operand) {
      case "version", "semver" -> version(l, r);
      case "regexp" -> pattern(l, r);
      case "set_contains", "set_contains_all" -> set(l).containsAll(set(r));
      case "set_contains_any" -> set(r).stream().anyMatch(set(l)::contains);
      default -> false;
    };
  }

  private static @Nullable Object parse(String operand, String text) {
    return switch (operand) {
      case "version" -> Versions.parse(text, false);
      case "semver" -> Versions.parse(text, true);
      case "regexp" -> compile(text);
      default -> null;
    };
  }

  private static @Nullable Pattern compile(String text) {
    try {
      return Pattern.compile(text); // RE2: linear in the text, whatever the pattern.
    } catch (PatternSyntaxException e) {
      return null; // Registration refuses such patterns; one from a node's attribute never holds.
    }
  }

  private boolean version(String given, String wanted) {
    Object versions = parsed != null ? parsed : parse(operand, wanted);
    return versions instanceof Versions v && v.accepts(given);
  }

  private boolean pattern(String given, String wanted) {
    Object pattern = parsed != null ? parsed : parse(operand, wanted);
    return pattern instanceof Pattern p && p.matcher(given).find();
  }

  private boolean ordered(String l, String r) {
    int order = compare(l, r);
    return switch (operand) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static int compare(String l, String r) {
    if (!numeric(l) || !numeric(r)) {
      return l.compareTo(r);
    }
    try {
      return Long.compare(Long.parseLong(l), Long.parseLong(r));
    } catch (NumberFormatException notWhole) {
      try {
        return Double.compare(Double.parseDouble(l), Double.parseDouble(r));
      } catch (NumberFormatException notNumeric) {
        return l.compareTo(r);
      }
    }
  }

  /** Leaves out what only Java takes for a number, such as 1d. */
  private static boolean numeric(String text) {
    char last = text.isEmpty() ? 'x' : text.charAt(text.length() - 1);
    return last >= '0' && last <= '9' || last == '.';
  }

  private static List<String> set(String text) {
    List<String> members = new ArrayList<>();
    for (String member : text.split(",", -1)) {
      members.add(member.trim());
    }
    return members;
  }
}
