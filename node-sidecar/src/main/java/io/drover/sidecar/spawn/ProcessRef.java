package io.drover.sidecar.spawn;

/**
 * Names a launched process beyond the sidecar's life: its id and that of its holder, both with the
 * start time that the kernel gives, and the boot they belong to.
 */
public record ProcessRef(
    String bootId, long pid, long startTicks, long holderPid, long holderStartTicks) {

  /** True while this very process exists, ended or not. */
  boolean exists() {
    return ProcStat.read(pid).filter(stat -> stat.startTicks() == startTicks).isPresent();
  }

  /** True while this very process exists and has not ended. */
  boolean runs() {
    return ProcStat.read(pid)
        .filter(stat -> stat.startTicks() == startTicks && !stat.ended())
        .isPresent();
  }

  /** True while the holder exists, ended or not. */
  boolean holderExists() {
    return ProcStat.read(holderPid)
        .filter(stat -> stat.startTicks() == holderStartTicks)
        .isPresent();
  }

  /** True while the holder exists and is not ended. */
  boolean held() {
    return ProcStat.read(holderPid)
        .filter(stat -> stat.startTicks() == holderStartTicks && !stat.ended())
        .isPresent();
  }
}
