package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import io.drover.sidecar.template.TemplateSource.Answer;
import io.drover.sidecar.template.TemplateSource.ServiceInstance;
import io.drover.sidecar.template.TemplateSource.ServiceSummary;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions that read the task's environment, its files, the clock and the cluster. */
final class OutsideFunctions {

  static final Set<String> NAMES =
      Set.of(
          "env",
          "envOrDefault",
          "file",
          "mustEnv",
          "nomadService",
          "nomadServices",
          "nomadVar",
          "nomadVarExists",
          "nomadVarList",
          "nomadVarListSafe",
          "timestamp");

  private static final Pattern VARIABLE =
      Pattern.compile("/?([a-zA-Z0-9\\-_~/]+)(?:@([a-zA-Z0-9-]+)?(?:\\.([a-zA-Z0-9_-]+))?)?");
  private static final Pattern SERVICE =
      Pattern.compile("(?:([^.@]+)\\.)?([a-zA-Z0-9_-]+)(?:@([a-zA-Z0-9._-]+))?");

  private final TemplateInputs inputs;
  private final List<String> missing;

  OutsideFunctions(TemplateInputs inputs, List<String> missing) {
    this.inputs = inputs;
    this.missing = missing;
  }

  Map<String, Function> table() {
    return Map.ofEntries(
        Map.entry("env", Function.of(call -> environment(call.text(0), ""), Kind.TEXT)),
        Map.entry("mustEnv", Function.of(this::mustEnv, Kind.TEXT)),
        Map.entry(
            "envOrDefault",
            Function.of(call -> environment(call.text(0), call.text(1)), Kind.TEXT, Kind.TEXT)),
        Map.entry("file", Function.of(this::file, Kind.TEXT)),
        Map.entry("timestamp", Function.many(this::timestamp, Kind.TEXT)),
        Map.entry("nomadVar", Function.of(this::variable, Kind.TEXT)),
        Map.entry("nomadVarExists", Function.of(this::variableExists, Kind.TEXT)),
        Map.entry("nomadVarList", Function.many(call -> variables(call, false), Kind.TEXT)),
        Map.entry("nomadVarListSafe", Function.many(call -> variables(call, true), Kind.TEXT)),
        Map.entry("nomadService", Function.many(this::service, Kind.ANY, Kind.ANY)),
        Map.entry("nomadServices", Function.many(this::services, Kind.TEXT)));
  }

  private String environment(String name, String otherwise) {
    String value = inputs.environment(ByteText.text(name));
    return value == null ? otherwise : ByteText.of(value);
  }

  private String mustEnv(Arguments call) throws FunctionError {
    String value = environment(call.text(0), "");
    if (value.isEmpty()) {
      throw new FunctionError("required environment variable " + call.text(0) + " is empty");
    }
    return value;
  }

  private String file(Arguments call) throws FunctionError {
    if (call.text(0).isEmpty()) {
      return "";
    }
    try {
      byte[] content = inputs.file(ByteText.text(call.text(0)));
      call.budget().size(content.length);
      return ByteText.ofBytes(content);
    } catch (IOException failure) {
      throw new FunctionError(ByteText.of(String.valueOf(failure.getMessage())));
    }
  }

  private String timestamp(Arguments call) throws FunctionError {
    if (call.count() > 1) {
      throw new FunctionError(
          "timestamp: wrong number of arguments, expected 0 or 1, but got " + call.count());
    }
    String layout = call.count() == 0 ? "2006-01-02T15:04:05Z07:00" : call.text(0);
    return layout.equals("unix")
        ? Long.toString(inputs.now().getEpochSecond())
        : GoTime.format(inputs.now(), layout);
  }

  /** A path, with its namespace and region. */
  private record Place(String path, String namespace, String region) {
    String name(String kind) {
      return "nomad.var." + kind + "(" + path + "@" + namespace + "." + region + ")";
    }
  }

  private Place place(String text, String function) throws FunctionError {
    Matcher matcher = VARIABLE.matcher(text);
    if (text.length() > 1024 || !matcher.matches()) {
      throw new FunctionError(function + ": invalid format: " + Quoting.quote(text));
    }
    String namespace = matcher.group(2) == null ? inputs.namespace() : matcher.group(2);
    String region = matcher.group(3) == null ? inputs.region() : matcher.group(3);
    return new Place(String.valueOf(matcher.group(1)), namespace, region);
  }

  private void missing(String what) {
    if (!missing.contains(what)) {
      missing.add(what);
    }
  }

  private MapValue variable(Arguments call) throws FunctionError {
    Place place = place(call.text(0), "nomad.var.get");
    if (inputs.source().variable(place.namespace(), place.path())
        instanceof Answer.Found<TemplateSource.Variable>(TemplateSource.Variable variable)) {
      return ClusterValues.items(variable);
    }
    missing(place.name("block"));
    return ClusterValues.NO_ITEMS;
  }

  private boolean variableExists(Arguments call) throws FunctionError {
    Place place = place(call.text(0), "nomad.var.get");
    return switch (inputs.source().variable(place.namespace(), place.path())) {
      case Answer.Found<TemplateSource.Variable> found -> true;
      case Answer.Absent<TemplateSource.Variable> absent -> false;
      case Answer.Unknown<TemplateSource.Variable> unknown -> {
        missing(place.name("get"));
        yield false;
      }
    };
  }

  private List<@Nullable Object> variables(Arguments call, boolean notEmpty) throws FunctionError {
    if (call.count() > 1) {
      throw new FunctionError("nomadVarList: wrong number of arguments, expected 0 or 1");
    }
    String prefix = call.count() == 0 ? "" : call.text(0);
    Place place =
        prefix.isEmpty()
            ? new Place("", inputs.namespace(), inputs.region())
            : place(prefix, "nomad.var.list");
    if (inputs.source().variables(place.namespace(), place.path())
            instanceof Answer.Found<List<TemplateSource.VariableMetadata>>(var found)
        && !(notEmpty && found.isEmpty())) {
      return Values.list(found.stream().map(ClusterValues::metadata).toList());
    }
    missing(place.name("list"));
    return List.of();
  }

  private List<@Nullable Object> service(Arguments call) throws FunctionError {
    if (call.count() != 1 && call.count() != 3) {
      throw new FunctionError(
          "nomadService: wrong number of arguments, expected 1 or 3, but got " + call.count());
    }
    boolean choose = call.count() == 3;
    Object query = call.get(call.count() - 1);
    Matcher matcher = query instanceof String text ? SERVICE.matcher(text) : null;
    if (matcher == null || !matcher.matches()) {
      throw new FunctionError("nomad.service: invalid format: " + shown(query));
    }
    if (inputs.source().service(inputs.namespace(), String.valueOf(matcher.group(2)))
        instanceof Answer.Found<List<ServiceInstance>>(List<ServiceInstance> all)) {
      String tag = matcher.group(1);
      List<ServiceInstance> wanted =
          all.stream().filter(each -> tag == null || each.tags().contains(tag)).toList();
      List<ServiceInstance> chosen =
          choose ? ClusterValues.chosen(wanted, call.get(0), call.get(1)) : wanted;
      return Values.list(chosen.stream().map(ClusterValues::service).toList());
    }
    missing("nomad.service(" + query + ")");
    return List.of();
  }

  private static String shown(@Nullable Object query) {
    return query instanceof String text ? Quoting.quote(text) : Values.type(query);
  }

  private List<@Nullable Object> services(Arguments call) throws FunctionError {
    if (call.count() > 1) {
      throw new FunctionError("nomadServices: wrong number of arguments, expected 0 or 1");
    }
    if (inputs.source().services(inputs.namespace())
        instanceof Answer.Found<List<ServiceSummary>>(List<ServiceSummary> found)) {
      return Values.list(found.stream().map(ClusterValues::summary).toList());
    }
    missing("nomad.services");
    return List.of();
  }
}
