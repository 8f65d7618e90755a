package io.drover.schedule;

import io.drover.contract.model.Constraint;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules distinct_hosts and distinct_property of a job and one of its groups. They depend on the
 * other allocations, so nothing of them is remembered by class.
 */
final class Distinct {
  private record Property(JobUsage.PropertyCount counts, String attribute, long limit) {}

  private final JobUsage usage;
  private final int[] ofGroup;
  private final boolean jobHosts;
  private final boolean groupHosts;
  private final List<Property> properties = new ArrayList<>();

  Distinct(JobSpec job, TaskGroup group, JobUsage usage) {
    this.usage = usage;
    this.ofGroup = usage.ofGroup(group.name());
    this.jobHosts = job.constraints().stream().anyMatch(Distinct::hosts);
    this.groupHosts = group.constraints().stream().anyMatch(Distinct::hosts);
    job.constraints().forEach(c -> addProperty(c, null));
    group.constraints().forEach(c -> addProperty(c, group.name()));
  }

  private static boolean hosts(Constraint constraint) {
    return constraint.operand().equals("distinct_hosts")
        && !constraint.rTarget().equalsIgnoreCase("false");
  }

  private void addProperty(Constraint constraint, @Nullable String group) {
    if (constraint.operand().equals("distinct_property")) {
      String given = constraint.rTarget();
      // Registration refuses what is no number.
      long limit = given.isEmpty() ? 1 : Long.parseUnsignedLong(given);
      String attribute = constraint.lTarget();
      properties.add(new Property(usage.property(attribute, group), attribute, limit));
    }
  }

  /** Why the node cannot take one more of the group, or null if it can. */
  @Nullable String reason(int number) {
    if (jobHosts && usage.ofJob(number) > 0 || groupHosts && ofGroup[number] > 0) {
      return "distinct_hosts";
    }
    for (Property property : properties) {
      String value = property.counts.value(number);
      if (value == null) {
        return "missing property \"" + property.attribute + "\"";
      }
      int used = property.counts.count(value);
      if (used >= property.limit) {
        return "distinct_property: %s=%s used by %d allocs"
            .formatted(property.attribute, value, used);
      }
    }
    return null;
  }
}
