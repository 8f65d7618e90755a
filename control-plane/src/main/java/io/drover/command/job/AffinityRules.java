package io.drover.command.job;

import io.drover.contract.model.Affinity;
import java.util.List;

/** Rules for affinities. */
final class AffinityRules {

  static final String NOT_FOR_SYSTEM = "System jobs may not have an affinity block";
  private static final int WEIGHT_MAX = 100;

  private AffinityRules() {}

  static void checkAll(List<Affinity> affinities, Problems p) {
    int number = 0;
    for (Affinity affinity : affinities) {
      number++;
      p.addNested("Affinity " + number + " validation failed: ", check(affinity));
    }
  }

  private static Problems check(Affinity affinity) {
    Problems p = new Problems();
    String operand = affinity.operand();
    String right = affinity.rTarget();
    p.addIf(operand.isEmpty(), "Missing affinity operand");
    if (ConstraintRules.SETS.contains(operand)) {
      p.addIf(right.isEmpty(), "Set contains operators require an RTarget");
    } else if (ConstraintRules.COMPARISONS.contains(operand)) {
      ConstraintRules.requireRight(operand, right, p);
    } else {
      switch (operand) {
        case "regexp" -> ConstraintRules.regexp(right, p);
        case "version" ->
            ConstraintRules.version(right, "Version affinity", VersionText.LENIENT, p);
        case "semver" -> ConstraintRules.version(right, "Semver affinity", VersionText.SEMVER, p);
        default -> p.add("Unknown affinity operator " + Quote.of(operand));
      }
    }
    p.addIf(affinity.lTarget().isEmpty(), "No LTarget provided but is required");
    p.addIf(affinity.weight() == 0, "Affinity weight cannot be zero");
    p.addIf(
        affinity.weight() < -WEIGHT_MAX || affinity.weight() > WEIGHT_MAX,
        "Affinity weight must be within the range [-100,100]");
    return p;
  }
}
