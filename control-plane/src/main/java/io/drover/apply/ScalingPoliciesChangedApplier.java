package io.drover.apply;

import io.drover.contract.model.ScalingPolicy;
import io.drover.event.ScalingPoliciesChanged;
import io.drover.state.JobRecordsEditor;
import io.drover.state.SnapshotEditor;
import java.util.Set;
import java.util.TreeSet;

/** Puts the policies of a job; one that has not changed keeps its indexes. */
final class ScalingPoliciesChangedApplier {

  private ScalingPoliciesChangedApplier() {}

  static void apply(SnapshotEditor editor, ScalingPoliciesChanged event) {
    JobRecordsEditor records = editor.records();
    Set<String> gone = new TreeSet<>(records.policies(event.job()).keySet());
    for (ScalingPolicy policy : event.policies()) {
      String group = policy.target().getOrDefault("Group", "");
      gone.remove(group);
      ScalingPolicy old = records.scalingPolicy(policy.id());
      long created = old == null ? editor.index() : old.createIndex();
      if (old == null
          || !policy.withCreateIndex(created).withModifyIndex(old.modifyIndex()).equals(old)) {
        records.putPolicy(
            event.job(), group, policy.withCreateIndex(created).withModifyIndex(editor.index()));
      }
    }
    gone.forEach(group -> records.removePolicy(event.job(), group));
  }
}
