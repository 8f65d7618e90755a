package io.drover.sidecar.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import io.drover.sidecar.template.TemplateSource.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Functions that read Vault. */
final class SecretFunctions {

  private final SecretSource source;
  private final List<String> missing;

  SecretFunctions(SecretSource source, List<String> missing) {
    this.source = source;
    this.missing = missing;
  }

  Map<String, Function> table() {
    return Map.of(
        "secret", Function.many(this::secret, Kind.TEXT, Kind.TEXT),
        "secrets", Function.of(this::secrets, Kind.TEXT),
        "pkiCert", RefusedFunctions.absent("pkiCert"));
  }

  private void requireVault() throws FunctionError {
    if (!source.refusal().isEmpty()) {
      throw new FunctionError(source.refusal());
    }
  }

  private @Nullable Object secret(Arguments call) throws FunctionError {
    requireVault();
    String path = path(call.text(0), "secret");
    Map<String, String> values = new TreeMap<>();
    for (Object argument : call.from(1)) {
      String text = ByteText.text(String.valueOf(argument));
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw new FunctionError("secret: not a k=v pair " + Quoting.quote(ByteText.of(text)));
      }
      values.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
    Answer<JsonNode> answer = values.isEmpty() ? source.read(path) : source.write(path, values);
    if (answer instanceof Answer.Found<JsonNode>(JsonNode found)) {
      return fields(found, call);
    }
    missing(values.isEmpty() ? "vault.read(" + path + ")" : "vault.write(" + path + ")");
    return null;
  }

  private List<@Nullable Object> secrets(Arguments call) throws FunctionError {
    requireVault();
    String path = path(call.text(0), "secrets");
    if (source.list(path) instanceof Answer.Found<JsonNode>(JsonNode found)) {
      List<@Nullable Object> keys = new ArrayList<>();
      for (JsonNode key : found.path("data").path("keys")) {
        keys.add(ByteText.of(key.asText()));
      }
      return Values.list(keys);
    }
    missing("vault.list(" + path + ")");
    return List.of();
  }

  private static String path(String text, String function) throws FunctionError {
    String path = ByteText.text(text).strip();
    while (path.startsWith("/")) {
      path = path.substring(1);
    }
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.isEmpty()) {
      throw new FunctionError("vault." + function + ": invalid format: " + Quoting.quote(text));
    }
    return path;
  }

  private void missing(String what) {
    if (!missing.contains(what)) {
      missing.add(what);
    }
  }

  private static MapValue fields(JsonNode answer, Arguments call) throws FunctionError {
    TreeMap<String, @Nullable Object> fields = new TreeMap<>();
    fields.put("RequestID", ByteText.of(answer.path("request_id").asText("")));
    fields.put("LeaseID", ByteText.of(answer.path("lease_id").asText("")));
    fields.put("LeaseDuration", answer.path("lease_duration").asLong());
    fields.put("Renewable", answer.path("renewable").asBoolean());
    fields.put("Warnings", value(answer.path("warnings"), call));
    fields.put("Data", value(answer.path("data"), call));
    fields.put("Auth", null);
    fields.put("WrapInfo", null);
    return MapValue.fields(fields, null);
  }

  /** Trees of Vault are as deep as who wrote them liked; the budget bounds that. */
  private static @Nullable Object value(JsonNode node, Arguments call) throws FunctionError {
    call.budget().enter();
    call.budget().spend(1);
    call.budget().bytes(Function.BYTES_OF_ELEMENT);
    Object value;
    if (node.isObject()) {
      TreeMap<String, @Nullable Object> entries = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        entries.put(ByteText.of(entry.getKey()), value(entry.getValue(), call));
      }
      value = MapValue.any(entries);
    } else if (node.isArray()) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (JsonNode element : node) {
        elements.add(value(element, call));
      }
      value = Values.list(elements);
    } else {
      value = scalar(node);
    }
    call.budget().leave();
    return value;
  }

  private static @Nullable Object scalar(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> ByteText.of(node.asText());
      case BOOLEAN -> node.asBoolean();
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? (Object) node.asLong()
              : (Object) node.asDouble();
      default -> null;
    };
  }
}
