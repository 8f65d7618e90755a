package io.drover.command.job;

import com.google.re2j.Pattern;
import io.drover.contract.model.Service;
import io.drover.contract.model.ServiceCheck;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Rules for services. */
final class ServiceRules {

  static final Set<String> ON_UPDATE = Set.of("require_healthy", "ignore_warnings", "ignore");
  private static final Set<String> ADDRESS_MODES = Set.of("auto", "host", "driver", "alloc");
  private static final Pattern NAME =
      Pattern.compile("(?i:[a-z0-9]|[a-z0-9][a-z0-9\\-]{0,61}[a-z0-9])");

  /** Variables in a name are resolved at the node; until then any allowed text stands for them. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[a-zA-Z0-9_\\-\\.]+\\}");

  private ServiceRules() {}

  static Problems ofGroup(TaskGroup group) {
    Problems p = new Problems();
    Set<String> seen = new HashSet<>();
    Set<String> twice = new LinkedHashSet<>();
    Set<String> providers = new TreeSet<>();
    int index = 0;
    for (Service service : group.services()) {
      noteUse(service, "group", seen, twice, providers);
      Problems inner = check(service);
      p.addNested("Service[" + index + "] " + service.name() + " validation failed: ", inner);
      p.addIf(
          inner.isEmpty() && service.addressMode().equals("driver"),
          "service "
              + Quote.of(service.name())
              + " cannot use address_mode=\"driver\", only services defined in a \"task\" block"
              + " can use this mode");
      index++;
    }
    for (Task task : group.tasks()) {
      for (Service service : task.services()) {
        noteUse(service, task.name(), seen, twice, providers);
      }
    }
    p.addIf(
        providers.size() > 1,
        "Multiple service providers used: task group services must use the same provider");
    p.addIf(!twice.isEmpty(), "Services are not unique: " + list(twice));
    return p;
  }

  private static void noteUse(
      Service service, String owner, Set<String> seen, Set<String> twice, Set<String> providers) {
    String use = owner + "->" + service.name() + ":" + service.portLabel();
    if (!seen.add(use)) {
      twice.add(use);
    }
    if (service.provider().equals("nomad") || service.provider().equals("consul")) {
      providers.add(service.provider());
    }
  }

  private static String list(Set<String> texts) {
    return "[" + String.join(" ", texts) + "]";
  }

  /** Checks that run in a task, of a service that belongs to none. */
  static Problems scripts(TaskGroup group) {
    Problems p = new Problems();
    for (Service service : group.services()) {
      for (ServiceCheck check : service.checks()) {
        p.addIf(
            service.taskName().isEmpty()
                && check.taskName().isEmpty()
                && check.type().equals("script"),
            "Service ["
                + group.name()
                + "]->"
                + service.name()
                + " or Check "
                + check.name()
                + " must specify task parameter");
      }
    }
    return p;
  }

  static void ofTask(Task task, Problems p) {
    Set<String> seen = new HashSet<>();
    int index = 0;
    Problems inner = new Problems();
    for (Service service : task.services()) {
      String name = Quote.of(service.name());
      inner.addNested("service[" + index + "] " + name + " validation failed: ", check(service));
      inner.addIf(
          service.addressMode().equals("alloc"),
          "service "
              + name
              + " cannot use address_mode=\"alloc\", only services defined in a \"group\" block"
              + " can use this mode");
      inner.addIf(
          !seen.add(service.name() + service.portLabel()), "service " + name + " is duplicate");
      index++;
    }
    p.addNested("", inner);
  }

  static Problems check(Service s) {
    Problems p = new Problems();
    String stripped = VARIABLE.matcher(s.name()).replaceAll("ENV-VAR");
    p.addIf(
        !NAME.matches(stripped),
        "Service name must be valid per RFC 1123 and can contain only alphanumeric characters or"
            + " dashes and must be no longer than 63 characters: "
            + Quote.of(s.name()));
    p.addIf(
        !ADDRESS_MODES.contains(s.addressMode()),
        "Service address_mode must be \"auto\", \"host\", or \"driver\"; not "
            + Quote.of(s.addressMode()));
    p.addIf(
        !s.address().isEmpty() && !s.addressMode().equals("auto"),
        "Service address_mode must be \"auto\" if address is set");
    p.addIf(
        !ON_UPDATE.contains(s.onUpdate()),
        "Service on_update must be \"require_healthy\", \"ignore_warnings\", or \"ignore\"; not "
            + Quote.of(s.onUpdate()));
    switch (s.provider()) {
      case "consul" -> consul(s, p);
      case "nomad" -> nomad(s, p);
      default ->
          p.add("Service provider must be \"consul\", or \"nomad\"; not " + Quote.of(s.provider()));
    }
    return p;
  }

  private static void consul(Service s, Problems p) {
    for (ServiceCheck check : s.checks()) {
      if (hasPort(s, check, p)) {
        for (String fault : CheckRules.consul(check)) {
          p.add("Check " + check.name() + " invalid: " + fault);
        }
      }
    }
  }

  private static void nomad(Service s, Problems p) {
    p.addIf(s.connect() != null, "Service with provider nomad cannot include Connect blocks");
    for (ServiceCheck check : s.checks()) {
      if (hasPort(s, check, p)) {
        List<String> faults = CheckRules.nomad(check);
        faults.forEach(p::add);
      }
    }
  }

  private static boolean hasPort(Service s, ServiceCheck check, Problems p) {
    boolean lacks =
        s.portLabel().isEmpty() && check.portLabel().isEmpty() && CheckRules.needsPort(check);
    p.addIf(
        lacks,
        "Check "
            + check.name()
            + " invalid: check requires a port but neither check nor service "
            + Quote.of(s.name())
            + " have a port");
    return !lacks;
  }
}
