package io.drover.command.job;

import com.google.re2j.Pattern;
import io.drover.contract.model.Constraint;
import java.util.List;
import java.util.Set;

/** Rules for constraints; the tests of their right side serve affinities too. */
final class ConstraintRules {

  static final Set<String> COMPARISONS = Set.of("=", "==", "is", "!=", "not", "<", "<=", ">", ">=");
  static final Set<String> SETS = Set.of("set_contains", "set_contains_all", "set_contains_any");

  private ConstraintRules() {}

  static void checkAll(List<Constraint> constraints, Problems p) {
    int number = 0;
    for (Constraint constraint : constraints) {
      number++;
      p.addNested("Constraint " + number + " validation failed: ", check(constraint));
    }
  }

  /** As {@link #checkAll}; a task may not ask for distinct hosts or properties. */
  static void checkAllOfTask(List<Constraint> constraints, Problems p) {
    int number = 0;
    for (Constraint constraint : constraints) {
      number++;
      p.addNested("Constraint " + number + " validation failed: ", check(constraint));
      p.addIf(
          constraint.operand().equals("distinct_hosts")
              || constraint.operand().equals("distinct_property"),
          "Constraint "
              + number
              + " has disallowed Operand at task level: "
              + constraint.operand());
    }
  }

  static Problems check(Constraint constraint) {
    Problems p = new Problems();
    String operand = constraint.operand();
    String right = constraint.rTarget();
    p.addIf(operand.isEmpty(), "Missing constraint operand");
    if (SETS.contains(operand)) {
      p.addIf(right.isEmpty(), "Set contains constraint requires an RTarget");
    } else if (COMPARISONS.contains(operand)) {
      requireRight(operand, right, p);
    } else {
      switch (operand) {
        case "distinct_hosts" -> {}
        case "regexp" -> regexp(right, p);
        case "version" -> version(right, "Version constraint", VersionText.LENIENT, p);
        case "semver" -> version(right, "Semver constraint", VersionText.SEMVER, p);
        case "distinct_property" -> distinctCount(right, p);
        case "is_set", "is_not_set" ->
            p.addIf(
                !right.isEmpty(), "Operator " + Quote.of(operand) + " does not support an RTarget");
        default -> p.add("Unknown constraint type " + Quote.of(operand));
      }
    }
    p.addIf(
        constraint.lTarget().isEmpty() && !operand.equals("distinct_hosts"),
        "No LTarget provided but is required by constraint");
    return p;
  }

  static void requireRight(String operand, String right, Problems p) {
    p.addIf(right.isEmpty(), "Operator " + Quote.of(operand) + " requires an RTarget");
  }

  static void regexp(String expression, Problems p) {
    String fault = RegexpText.fault(expression);
    p.addIf(fault != null, "Regular expression failed to compile: " + fault);
  }

  static void version(String text, String what, Pattern form, Problems p) {
    for (String part : text.split(",", -1)) {
      if (!form.matcher(part).matches()) {
        p.add(what + " is invalid: Malformed constraint: " + part);
        return;
      }
    }
  }

  private static void distinctCount(String right, Problems p) {
    if (right.isEmpty()) {
      return;
    }
    String fault = Numbers.uint64Fault(right, 10);
    if (fault != null) {
      p.add("Failed to convert RTarget " + Quote.of(right) + " to uint64: " + fault);
    } else {
      p.addIf(
          right.chars().allMatch(c -> c == '0'),
          "Distinct Property must have an allowed count of 1 or greater: 0 < 1");
    }
  }
}
