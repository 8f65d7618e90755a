package io.drover.command.job;

import io.drover.contract.model.Constraint;
import io.drover.contract.model.LogConfig;
import io.drover.contract.model.RequestedDevice;
import io.drover.contract.model.Resources;

/** Rules for what a task asks for. */
final class ResourceRules {

  private static final int CPU_MIN = 1;
  private static final int MEMORY_MB_MIN = 10;

  private ResourceRules() {}

  static Problems check(Resources r) {
    Problems p = new Problems();
    p.addIf(
        r.cores() > 0 && r.cpu() > 0, "Task can only ask for 'cpu' or 'cores' resource, not both.");
    Problems least = new Problems();
    least.addIf(
        r.cores() == 0 && r.cpu() < CPU_MIN,
        "minimum CPU value is " + CPU_MIN + "; got " + r.cpu());
    least.addIf(
        r.memoryMb() < MEMORY_MB_MIN,
        "minimum MemoryMB value is " + MEMORY_MB_MIN + "; got " + r.memoryMb());
    p.addNested("", least);
    p.addIf(
        r.diskMb() > 0,
        "Task can't ask for disk resources, they have to be specified at the task group level.");
    int number = 0;
    for (RequestedDevice device : r.devices()) {
      number++;
      p.addNested("device " + number + " failed validation: ", device(device));
    }
    p.addIf(
        r.memoryMaxMb() != 0 && r.memoryMaxMb() < r.memoryMb(),
        "MemoryMaxMB value ("
            + r.memoryMaxMb()
            + ") should be larger than MemoryMB value ("
            + r.memoryMb()
            + ")");
    return p;
  }

  private static Problems device(RequestedDevice device) {
    Problems p = new Problems();
    p.addIf(
        device.name().isEmpty(),
        "device name must be given as one of the following: type, vendor/type, or"
            + " vendor/type/name");
    int number = 0;
    for (Constraint constraint : device.constraints()) {
      number++;
      String operand = constraint.operand();
      p.addIf(
          operand.equals("distinct_hosts") || operand.equals("distinct_property"),
          "Constraint " + number + " has disallowed Operand at task level: " + operand);
      p.addNested(
          "Constraint " + number + " validation failed: ", ConstraintRules.check(constraint));
    }
    AffinityRules.checkAll(device.affinities(), p);
    return p;
  }

  static Problems logs(LogConfig logs, int diskMb) {
    Problems p = new Problems();
    if (logs.disabled()) {
      return p;
    }
    p.addIf(logs.maxFiles() < 1, "minimum number of files is 1; got " + logs.maxFiles());
    p.addIf(logs.maxFileSizeMb() < 1, "minimum file size is 1MB; got " + logs.maxFileSizeMb());
    long used = (long) logs.maxFiles() * logs.maxFileSizeMb();
    p.addIf(
        used >= diskMb,
        "log storage ("
            + used
            + " MB) must be less than requested disk capacity ("
            + diskMb
            + " MB)");
    return p;
  }
}
