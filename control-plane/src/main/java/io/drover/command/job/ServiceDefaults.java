package io.drover.command.job;

import io.drover.contract.api.ServiceBuilder;
import io.drover.contract.api.ServiceCheckBuilder;
import io.drover.contract.model.CheckRestart;
import io.drover.contract.model.Service;
import io.drover.contract.model.ServiceCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Defaults of the services of one group and its tasks. Source: objects.md 1.2 and 1.3. */
record ServiceDefaults(String job, String group, String namespace, String consulNamespace) {

  static final io.drover.contract.api.Service NO_SERVICE = ServiceBuilder.builder().build();
  private static final io.drover.contract.api.ServiceCheck NO_CHECK =
      ServiceCheckBuilder.builder().build();
  private static final Pattern NAME_VARIABLE = Pattern.compile("\\$\\{(JOB|TASKGROUP|TASK|BASE)}");

  /** What stands for the task in the name of a group's service. */
  private static final String GROUP_AS_TASK = "group";

  Service ofGroup(io.drover.contract.api.Service service) {
    return canonical(service, null);
  }

  Service ofTask(io.drover.contract.api.Service service, String task) {
    return canonical(service, task);
  }

  private Service canonical(io.drover.contract.api.Service s, @Nullable String task) {
    String given = Unset.or(s.name(), "");
    String base = task == null ? job + "-" + group : job + "-" + group + "-" + task;
    String name = interpolated(given.isEmpty() ? base : given, task == null ? GROUP_AS_TASK : task);
    String provider = orIfEmpty(s.provider(), "consul");
    String onUpdate = orIfEmpty(s.onUpdate(), "require_healthy");
    String mode = orIfEmpty(s.addressMode(), "auto");
    String taskName = task == null ? Unset.or(s.taskName(), "") : task;
    return new Service(
        name,
        taskName,
        Unset.or(s.portLabel(), ""),
        mode,
        Unset.or(s.address(), ""),
        Unset.or(s.enableTagOverride(), false),
        Unset.texts(s.tags()),
        Unset.texts(s.canaryTags()),
        Unset.list(s.checks(), NO_CHECK, c -> check(c, s.checkRestart(), name, task, onUpdate)),
        FreeForm.canonicalOrNull(s.connect()),
        Unset.texts(s.meta()),
        Unset.texts(s.canaryMeta()),
        Unset.texts(s.taggedAddresses()),
        namespaceOf(provider),
        onUpdate,
        provider);
  }

  private String namespaceOf(String provider) {
    if (provider.equals("nomad")) {
      return namespace;
    }
    return consulNamespace.isEmpty() ? "default" : consulNamespace;
  }

  private String interpolated(String name, String task) {
    Map<String, String> values =
        Map.of(
            "JOB", job,
            "TASKGROUP", group,
            "TASK", task,
            "BASE", job + "-" + group + "-" + task);
    return NAME_VARIABLE
        .matcher(name)
        .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
  }

  private static ServiceCheck check(
      io.drover.contract.api.ServiceCheck c,
      io.drover.contract.api.@Nullable CheckRestart ofService,
      String service,
      @Nullable String task,
      String onUpdate) {
    String taskName = Unset.or(c.taskName(), "");
    return new ServiceCheck(
        orIfEmpty(c.name(), "service: \"" + service + "\" check"),
        Unset.or(c.type(), ""),
        Unset.or(c.command(), ""),
        Unset.texts(c.args()),
        Unset.or(c.path(), ""),
        Unset.or(c.protocol(), ""),
        Unset.or(c.portLabel(), ""),
        Unset.or(c.expose(), false),
        Unset.or(c.addressMode(), ""),
        Unset.or(c.interval(), Duration.ZERO),
        Unset.or(c.timeout(), Duration.ZERO),
        Unset.or(c.initialStatus(), ""),
        Unset.or(c.tlsServerName(), ""),
        Unset.or(c.tlsSkipVerify(), false),
        Unset.or(c.method(), ""),
        headers(c.header()),
        checkRestart(ofService, c.checkRestart()),
        Unset.or(c.grpcService(), ""),
        Unset.or(c.grpcUseTls(), false),
        taskName.isEmpty() && task != null ? task : taskName,
        Math.max(0, Unset.or(c.successBeforePassing(), 0)),
        Math.max(0, Unset.or(c.failuresBeforeCritical(), 0)),
        Unset.or(c.body(), ""),
        orIfEmpty(c.onUpdate(), onUpdate));
  }

  private static Map<String, List<String>> headers(
      @Nullable Map<String, @Nullable List<String>> given) {
    Map<String, List<String>> headers = new TreeMap<>();
    if (given != null) {
      given.forEach((name, values) -> headers.put(name, values == null ? List.of() : values));
    }
    return headers;
  }

  /** The check's block laid over the service's. */
  private static @Nullable CheckRestart checkRestart(
      io.drover.contract.api.@Nullable CheckRestart far,
      io.drover.contract.api.@Nullable CheckRestart near) {
    if (far == null && near == null) {
      return null;
    }
    int farLimit = far == null ? 0 : Unset.or(far.limit(), 0);
    int nearLimit = near == null ? 0 : Unset.or(near.limit(), 0);
    Duration grace = near == null ? null : near.grace();
    if (grace == null && far != null) {
      grace = far.grace();
    }
    return new CheckRestart(
        far == null || nearLimit > 0 ? nearLimit : farLimit,
        Unset.or(grace, Duration.ofSeconds(1)),
        far != null && Unset.or(far.ignoreWarnings(), false)
            || near != null && Unset.or(near.ignoreWarnings(), false));
  }

  private static String orIfEmpty(@Nullable String given, String fallback) {
    return given == null || given.isEmpty() ? fallback : given;
  }
}
