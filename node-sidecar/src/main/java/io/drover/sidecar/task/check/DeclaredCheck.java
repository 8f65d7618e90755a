package io.drover.sidecar.task.check;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.Service;
import io.drover.contract.model.ServiceCheck;

/**
 * A check of an allocation as its job declares it.
 *
 * @param id of the check before its texts were interpolated, as clients know it
 * @param task empty for a service of the group
 */
public record DeclaredCheck(String id, String task, Service service, ServiceCheck check) {

  /**
   * One of these.
   *
   * @param written as it stands in the job
   * @param check with its references replaced
   */
  public static DeclaredCheck of(
      Allocation alloc, String task, Service service, ServiceCheck written, ServiceCheck check) {
    return new DeclaredCheck(
        CheckId.of(alloc.id().value(), alloc.taskGroup(), written), task, service, check);
  }

  /** The task that is restarted when it keeps failing; empty: all of the group. */
  String restarts() {
    return task.isEmpty() ? check.taskName() : task;
  }

  CheckResult pending(Allocation alloc, long at) {
    return new CheckResult(
        id,
        check.onUpdate().equals("ignore") ? CheckResult.READINESS : CheckResult.HEALTHINESS,
        CheckResult.Status.PENDING,
        0,
        "nomad: waiting to run",
        at,
        alloc.name(),
        task,
        service.name(),
        check.name());
  }
}
