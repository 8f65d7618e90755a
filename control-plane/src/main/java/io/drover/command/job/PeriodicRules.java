package io.drover.command.job;

import io.drover.contract.model.PeriodicConfig;
import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * Rules for launches by the clock. Whether a cron field has a sense is the cron parser's to say.
 */
final class PeriodicRules {

  /** Minute, hour, day of month, month, day of week; seconds and year may be added. */
  private static final int CRON_FIELDS_MIN = 5;

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
      case "cron" ->
          p.addIf(
              !spec.strip().startsWith("@")
                  && spec.strip().split("\\s+", -1).length < CRON_FIELDS_MIN,
              "Invalid cron spec " + Quote.of(spec) + ": missing field(s)");
      case "_internal_test" -> {}
      default -> p.add("Unknown periodic specification type " + Quote.of(periodic.specType()));
    }
    return p;
  }

  private static boolean isZone(String name) {
    if (name.equals("Local")) {
      return true;
    }
    try {
      return !ZoneId.of(name).getId().isEmpty();
    } catch (DateTimeException e) {
      return false;
    }
  }
}
