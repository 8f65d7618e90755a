package io.drover.command.job;

import io.drover.contract.model.JobType;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.VolumeRequest;
import java.util.Set;

/** Rules for the volumes that a group asks for. */
final class VolumeRules {

  private static final Set<String> ATTACHMENT_MODES = Set.of("block-device", "file-system");
  private static final Set<String> ACCESS_MODES =
      Set.of(
          "single-node-reader-only",
          "single-node-writer",
          "multi-node-reader-only",
          "multi-node-single-writer",
          "multi-node-multi-writer");

  private VolumeRules() {}

  static void checkAll(JobType type, TaskGroup group, Problems p) {
    group
        .volumes()
        .forEach(
            (name, volume) ->
                p.addNested(
                    "Task group volume validation for " + name + " failed: ",
                    check(type, group.count(), volume)));
  }

  private static Problems check(JobType type, int count, VolumeRequest v) {
    Problems p = new Problems();
    p.addIf(v.source().isEmpty(), "volume has an empty source");
    p.addIf(
        v.perAlloc() && (type == JobType.SYSTEM || type == JobType.SYSBATCH),
        "volume cannot be per_alloc for system or sysbatch jobs");
    if (v.type().equals("host")) {
      p.addIf(!v.attachmentMode().isEmpty(), "host volumes cannot have an attachment mode");
      p.addIf(!v.accessMode().isEmpty(), "host volumes cannot have an access mode");
      p.addIf(v.mountOptions() != null, "host volumes cannot have mount options");
    } else {
      storage(count, v, p);
    }
    return p;
  }

  private static void storage(int count, VolumeRequest v, Problems p) {
    String mode = v.accessMode();
    p.addIf(
        !ATTACHMENT_MODES.contains(v.attachmentMode()), "CSI volumes must have an attachment mode");
    p.addIf(!ACCESS_MODES.contains(mode), "CSI volumes must have an access mode");
    p.addIf(
        mode.endsWith("-reader-only") && ACCESS_MODES.contains(mode) && !v.readOnly(),
        mode + " volumes must be read-only");
    p.addIf(
        mode.startsWith("single-node-")
            && ACCESS_MODES.contains(mode)
            && count > 1
            && !v.perAlloc(),
        "volume with " + mode + " access mode allows only one reader or writer");
  }
}
