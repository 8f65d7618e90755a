package io.drover.sidecar.template;

import io.drover.sidecar.template.TemplateSource.ServiceInstance;
import io.drover.sidecar.template.TemplateSource.ServiceSummary;
import io.drover.sidecar.template.TemplateSource.Variable;
import io.drover.sidecar.template.TemplateSource.VariableMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Variables and services of the cluster as values with the names that templates use. */
final class ClusterValues {

  static final MapValue NO_ITEMS =
      new MapValue(
          MapValue.Kind.TEXTS, new TreeMap<>(), members(List.of(), List.of(), List.of()), null);

  private ClusterValues() {}

  private static Map<String, @Nullable Object> members(
      List<@Nullable Object> keys, List<@Nullable Object> values, List<@Nullable Object> tuples) {
    Map<String, @Nullable Object> members = new TreeMap<>();
    members.put("Keys", keys);
    members.put("Values", values);
    members.put("Tuples", tuples);
    return members;
  }

  /** The items of a variable; each knows its Key, Value and Parent. */
  static MapValue items(Variable variable) {
    MapValue metadata = metadata(variable.metadata());
    TreeMap<String, @Nullable Object> items = new TreeMap<>();
    List<@Nullable Object> values = new ArrayList<>();
    List<@Nullable Object> tuples = new ArrayList<>();
    Map<String, String> sorted = new TreeMap<>();
    variable.items().forEach((key, value) -> sorted.put(ByteText.of(key), ByteText.of(value)));
    sorted.forEach(
        (key, value) -> {
          items.put(key, item(key, value, metadata));
          values.add(value);
          tuples.add(fields(null, "K", key, "V", value));
        });
    Map<String, @Nullable Object> members =
        members(List.copyOf(sorted.keySet()), List.copyOf(values), List.copyOf(tuples));
    members.put("Metadata", metadata);
    members.put("Parent", metadata.with("Items", MapValue.any(items)));
    return new MapValue(MapValue.Kind.TEXTS, items, members, null);
  }

  private static MapValue item(String key, String value, MapValue metadata) {
    MapValue plain = fields(value, "Key", key, "Value", value);
    return new MapValue(
        MapValue.Kind.FIELDS,
        plain.entries(),
        Map.of("Metadata", metadata, "Parent", metadata),
        value);
  }

  static MapValue metadata(VariableMetadata of) {
    return fields(
        ByteText.of(of.path()),
        "Namespace",
        ByteText.of(of.namespace()),
        "Path",
        ByteText.of(of.path()),
        "CreateIndex",
        of.createIndex(),
        "ModifyIndex",
        of.modifyIndex(),
        "CreateTime",
        time(of.createTime()),
        "ModifyTime",
        time(of.modifyTime()));
  }

  private static String time(Instant instant) {
    return GoTime.format(instant, "2006-01-02 15:04:05 -0700 MST");
  }

  static MapValue service(ServiceInstance of) {
    return fields(
        null,
        "ID",
        ByteText.of(of.id()),
        "Name",
        ByteText.of(of.name()),
        "Node",
        ByteText.of(of.node()),
        "Address",
        ByteText.of(of.address()),
        "Port",
        (long) of.port(),
        "Datacenter",
        ByteText.of(of.datacenter()),
        "Tags",
        tags(of.tags()),
        "JobID",
        ByteText.of(of.jobId()),
        "AllocID",
        ByteText.of(of.allocId()));
  }

  static MapValue summary(ServiceSummary of) {
    return fields(null, "Name", ByteText.of(of.name()), "Tags", tags(of.tags()));
  }

  private static List<@Nullable Object> tags(List<String> tags) {
    return Values.list(tags.stream().sorted().map(ByteText::of).toList());
  }

  private static MapValue fields(@Nullable String text, Object... namesAndValues) {
    TreeMap<String, @Nullable Object> fields = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return MapValue.fields(fields, text);
  }

  /** So many of them, the same ones for the same key as long as they are there. */
  static List<ServiceInstance> chosen(
      List<ServiceInstance> all, @Nullable Object count, @Nullable Object key)
      throws FunctionError {
    if (!(count instanceof Long number) || number < 1 || !(key instanceof String text)) {
      throw new FunctionError("nomadService: expected a positive number and a key");
    }
    return all.stream()
        .sorted(Comparator.comparing(each -> weight(ByteText.text(text), each)))
        .limit(number)
        .toList();
  }

  private static String weight(String key, ServiceInstance instance) {
    try {
      byte[] bytes = (key + " " + instance.id()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
