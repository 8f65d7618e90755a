package io.drover.schedule;

import io.drover.contract.model.Affinity;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.NodeDeviceInstance;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A constraint or affinity on a device, whose attributes are numbers with units, texts or truth
 * values.
 */
final class DeviceCondition {
  private static final String ATTRIBUTE = "${device.attr.";

  private final String left;
  private final String right;
  private final String operand;
  private final Condition onTexts;

  private DeviceCondition(String left, String right, String operand, Condition onTexts) {
    this.left = left;
    this.right = right;
    this.operand = operand;
    this.onTexts = onTexts;
  }

  static DeviceCondition of(Constraint c) {
    return new DeviceCondition(c.lTarget(), c.rTarget(), c.operand(), Condition.of(c));
  }

  static DeviceCondition of(Affinity a) {
    return new DeviceCondition(a.lTarget(), a.rTarget(), a.operand(), Condition.of(a));
  }

  /** True when it holds for that device. An operand that is not known holds for none. */
  boolean holds(NodeDevice device) {
    DeviceAttribute l = resolve(left, device);
    DeviceAttribute r = resolve(right, device);
    return switch (operand) {
      case "distinct_hosts", "distinct_property" -> true; // Asked of allocations, not of devices.
      case "is_set" -> l != null;
      case "is_not_set" -> l == null;
      case "!=", "not" -> unequal(l, r);
      case "=", "==", "is", "<", "<=", ">", ">=" -> l != null && r != null && ordered(l, r);
      case "version", "semver" -> l != null && r != null && texts(l.version(), r.text());
      default -> l != null && r != null && texts(l.text(), r.text());
    };
  }

  private static boolean unequal(@Nullable DeviceAttribute l, @Nullable DeviceAttribute r) {
    if (l == null || r == null) {
      return l != r; // Neither is there: there is nothing that could differ.
    }
    Integer order = l.compare(r);
    return order != null && order != 0;
  }

  private boolean ordered(DeviceAttribute l, DeviceAttribute r) {
    Integer order = l.compare(r);
    if (order == null) {
      return false;
    }
    return switch (operand) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> order == 0;
    };
  }

  private boolean texts(@Nullable String l, @Nullable String r) {
    return l != null && r != null && onTexts.matches(l, r);
  }

  private static @Nullable DeviceAttribute resolve(String target, NodeDevice device) {
    if (Targets.literal(target)) {
      return DeviceAttribute.parse(target);
    }
    return switch (target) {
      case "${device.model}" -> DeviceAttribute.text(device.name());
      case "${device.vendor}" -> DeviceAttribute.text(device.vendor());
      case "${device.type}" -> DeviceAttribute.text(device.type());
      case "${device.ids}" ->
          DeviceAttribute.text(
              device.instances().stream()
                  .map(NodeDeviceInstance::id)
                  .collect(Collectors.joining(",")));
      default ->
          target.startsWith(ATTRIBUTE) && target.endsWith("}")
              ? DeviceAttribute.of(
                  device
                      .attributes()
                      .get(target.substring(ATTRIBUTE.length(), target.length() - 1)))
              : null;
    };
  }
}
