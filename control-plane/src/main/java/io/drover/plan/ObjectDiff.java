package io.drover.plan;

import java.util.Comparator;
import java.util.List;

/** A block inside of a job, a group, a task or another block. */
public record ObjectDiff(
    DiffType type, String name, List<FieldDiff> fields, List<ObjectDiff> objects) {

  /** A total order, so that equal jobs have equal diffs: Nomad's depends on the order of a map. */
  static final Comparator<ObjectDiff> ORDER =
      Comparator.comparing(ObjectDiff::name)
          .thenComparing(ObjectDiff::type)
          .thenComparing(o -> o.fields.size())
          .thenComparing(o -> o.objects.size())
          .thenComparing(ObjectDiff::fields, ObjectDiff::compareFields);

  private static int compareFields(List<FieldDiff> a, List<FieldDiff> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = FieldDiff.ORDER.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
