package io.drover.command.job;

import io.drover.contract.model.PeriodicConfig;
import java.time.DateTimeException;

/** Rules for launches by the clock. */
final class PeriodicRules {

  private PeriodicRules() {}

  static Problems check(PeriodicConfig periodic) {
    Problems p = new Problems();
    if (!periodic.enabled()) {
      return p;
    }
    String spec = periodic.spec();
    p.addIf(spec.isEmpty(), "Must specify a spec");
    p.addIf(
        !isZone(periodic.timeZone()),
        "Invalid time zone "
            + Quote.of(periodic.timeZone())
            + ": unknown time zone "
            + periodic.timeZone());
    switch (periodic.specType()) {
      case "cron" -> {
        String problem = LaunchTimes.problem(spec);
        p.addIf(problem != null, "Invalid cron spec " + Quote.of(spec) + ": " + problem);
      }
      case "_internal_test" ->
          p.addIf(
              !spec.matches("[0-9]{1,18}(,[0-9]{1,18})*"),
              "Invalid test spec " + Quote.of(spec) + ": no list of Unix times");
      default -> p.add("Unknown periodic specification type " + Quote.of(periodic.specType()));
    }
    return p;
  }

  private static boolean isZone(String name) {
    try {
      return !LaunchTimes.zone(name).getId().isEmpty();
    } catch (DateTimeException e) {
      return false;
    }
  }
}
