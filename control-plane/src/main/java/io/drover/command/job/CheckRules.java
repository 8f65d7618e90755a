package io.drover.command.job;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.CheckRestart;
import io.drover.contract.model.ServiceCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rules for service checks. Only the first fault of a check is told. */
final class CheckRules {

  private static final Duration PERIOD_MIN = Duration.ofSeconds(1);
  private static final Set<String> METHODS =
      Set.of("", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
  private static final Set<String> STATES = Set.of("", "passing", "warning", "critical");

  private CheckRules() {}

  static boolean needsPort(ServiceCheck check) {
    return check.type().equals("http") || check.type().equals("tcp") || check.type().equals("grpc");
  }

  /** The first fault of a check of Consul, or none. */
  static List<String> consul(ServiceCheck c) {
    return first(common(c, List.of("grpc", "tcp", "http", "script")));
  }

  /** The first fault of a check of our own, or none. */
  static List<String> nomad(ServiceCheck c) {
    Stream<Fault> own =
        Stream.of(
            new Fault(c.expose(), "expose may only be set for Consul service checks"),
            new Fault(
                c.onUpdate().equals("ignore_warnings"),
                "on_update may only be set to ignore_warnings for Consul service checks"),
            new Fault(
                c.addressMode().equals("driver"),
                "address_mode = driver may only be set for Consul service checks"),
            new Fault(
                c.type().equals("http") && !METHODS.contains(JobCanonicalizer.upper(c.method())),
                "method type " + Quote.of(c.method()) + " not supported in Nomad http check"),
            new Fault(
                c.successBeforePassing() != 0,
                "success_before_passing may only be set for Consul service checks"),
            new Fault(
                c.failuresBeforeCritical() != 0,
                "failures_before_critical may only be set for Consul service checks"),
            new Fault(
                !c.tlsServerName().isEmpty(),
                "tls_server_name may only be set for Consul service checks"));
    return first(Stream.concat(common(c, List.of("tcp", "http")), own));
  }

  private record Fault(boolean present, String text) {}

  private static List<String> first(Stream<Fault> faults) {
    return faults.filter(Fault::present).map(Fault::text).limit(1).toList();
  }

  private static Stream<Fault> common(ServiceCheck c, List<String> types) {
    boolean http = c.type().equals("http");
    return Stream.of(
        new Fault(
            !types.contains(c.type()),
            "invalid check type ("
                + Quote.of(c.type())
                + "), must be one of "
                + String.join(", ", types)),
        new Fault(http && c.path().isEmpty(), "http type must have http path"),
        new Fault(http && isAbsolute(c.path()), "http type must have relative http path"),
        new Fault(
            c.type().equals("script") && c.command().isEmpty(),
            "script type must have a valid script path"),
        new Fault(
            c.interval().isZero(),
            "missing required value interval. Interval cannot be less than "
                + GoDuration.format(PERIOD_MIN)),
        new Fault(
            c.interval().compareTo(PERIOD_MIN) < 0,
            "interval ("
                + GoDuration.format(c.interval())
                + ") cannot be lower than "
                + GoDuration.format(PERIOD_MIN)),
        new Fault(
            c.timeout().isZero(),
            "missing required value timeout. Timeout cannot be less than "
                + GoDuration.format(PERIOD_MIN)),
        new Fault(
            c.timeout().compareTo(PERIOD_MIN) < 0,
            "timeout ("
                + GoDuration.format(c.timeout())
                + ") is lower than required minimum timeout "
                + GoDuration.format(PERIOD_MIN)),
        new Fault(
            !STATES.contains(c.initialStatus()),
            "invalid initial check state ("
                + c.initialStatus()
                + "), must be one of \"passing\", \"warning\", \"critical\" or empty"),
        new Fault(
            !ServiceRules.ON_UPDATE.contains(c.onUpdate()),
            "on_update must be \"require_healthy\", \"ignore_warnings\", or \"ignore\"; got "
                + Quote.of(c.onUpdate())),
        restart(c.checkRestart()));
  }

  private static Fault restart(@org.jspecify.annotations.Nullable CheckRestart restart) {
    Problems p = new Problems();
    if (restart != null) {
      p.addIf(
          restart.limit() < 0,
          "limit must be greater than or equal to 0 but found " + restart.limit());
      p.addIf(
          restart.grace().isNegative(),
          "grace period must be greater than or equal to 0 but found "
              + GoDuration.format(restart.grace()));
    }
    return new Fault(!p.isEmpty(), p.text());
  }

  private static boolean isAbsolute(String path) {
    try {
      return new URI(path).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
