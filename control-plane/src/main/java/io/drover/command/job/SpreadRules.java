package io.drover.command.job;

import io.drover.contract.model.Spread;
import io.drover.contract.model.SpreadTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules for spreads. */
final class SpreadRules {

  static final String NOT_FOR_SYSTEM = "System jobs may not have a spread block";
  private static final int ALL_PERCENT = 100;

  private SpreadRules() {}

  static void checkAll(List<Spread> spreads, Problems p) {
    int number = 0;
    for (Spread spread : spreads) {
      number++;
      p.addNested("Spread " + number + " validation failed: ", check(spread));
    }
  }

  private static Problems check(Spread spread) {
    Problems p = new Problems();
    p.addIf(spread.attribute().isEmpty(), "Missing spread attribute");
    p.addIf(
        spread.weight() <= 0 || spread.weight() > ALL_PERCENT,
        "Spread block must have a positive weight from 0 to 100");
    Set<String> seen = new HashSet<>();
    long sum = 0;
    for (SpreadTarget target : spread.spreadTarget()) {
      String value = Quote.of(target.value());
      p.addIf(!seen.add(target.value()), "Spread target value " + value + " already defined");
      p.addIf(
          target.percent() < 0 || target.percent() > ALL_PERCENT,
          "Spread target percentage for value " + value + " must be between 0 and 100");
      sum += target.percent();
    }
    p.addIf(
        sum > ALL_PERCENT,
        "Sum of spread target percentages must not be greater than 100%; got " + sum + "%");
    return p;
  }
}
