package io.drover.jobspec.job;

import static io.drover.jobspec.job.Schema.Kind.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Constraints and affinities: an attribute such as {@code version} stands for an operator with its
 * value. Where several are given, the last of the order below wins.
 */
final class ShorthandBlocks {

  static final Schema CONSTRAINT =
      common()
          .opt(BOOL, "distinct_hosts", "distinct_hosts")
          .opt(STRING, "distinct_property", "distinct_property")
          .opt(BOOL, "is_set", "is_set")
          .opt(BOOL, "is_not_set", "is_not_set");

  static final Schema AFFINITY = common().opt(INT, "weight", "weight");

  private ShorthandBlocks() {}

  private static Schema common() {
    return Schema.of()
        .opt(STRING, "attribute", "attribute")
        .opt(STRING, "operator", "operator")
        .opt(STRING, "value", "value")
        .opt(STRING, "version", "version")
        .opt(STRING, "semver", "semver")
        .opt(STRING, "regexp", "regexp")
        .opt(STRING, "set_contains", "set_contains")
        .opt(STRING, "set_contains_all", "set_contains_all")
        .opt(STRING, "set_contains_any", "set_contains_any");
  }

  private static ObjectNode target(ObjectNode given) {
    ObjectNode target = given.objectNode();
    target.put("LTarget", given.path("attribute").asText(""));
    target.put("RTarget", given.path("value").asText(""));
    String operator = given.path("operator").asText("");
    target.put("Operand", operator.isEmpty() ? "=" : operator);
    return target;
  }

  private static void shorthand(ObjectNode target, ObjectNode given, String operator) {
    JsonNode value = given.get(operator);
    if (value != null) {
      target.put("Operand", operator).put("RTarget", value.asText());
    }
  }

  /** The shorthands for sets are accepted and do nothing in a constraint, as in Nomad 1.6. */
  static ObjectNode constraint(ObjectNode given) {
    ObjectNode target = target(given);
    shorthand(target, given, "version");
    shorthand(target, given, "semver");
    shorthand(target, given, "regexp");
    shorthand(target, given, "set_contains");
    shorthand(target, given, "distinct_hosts");
    JsonNode property = given.get("distinct_property");
    if (property != null) {
      target.put("Operand", "distinct_property").put("LTarget", property.asText());
    }
    return target;
  }

  static ObjectNode affinity(ObjectNode given) {
    ObjectNode target = target(given);
    shorthand(target, given, "version");
    shorthand(target, given, "semver");
    shorthand(target, given, "regexp");
    shorthand(target, given, "set_contains");
    shorthand(target, given, "set_contains_all");
    shorthand(target, given, "set_contains_any");
    JsonNode weight = given.get("weight");
    if (weight != null) {
      // Nomad cuts the number to 8 bits without a check.
      target.put("Weight", (int) (byte) weight.asLong());
    }
    return target;
  }
}
