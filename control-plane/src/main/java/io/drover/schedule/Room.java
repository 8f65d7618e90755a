package io.drover.schedule;

import io.drover.contract.model.AllocatedResources;

/** What something takes, or what is free: processor time in MHz, memory and disk in MB. */
record Room(long cpu, long memory, long disk) {
  static Room of(AllocatedResources resources) {
    return new Room(resources.cpuShares(), resources.memoryMb(), resources.shared().diskMb());
  }

  Room plus(Room other, int sign) {
    return new Room(cpu + sign * other.cpu, memory + sign * other.memory, disk + sign * other.disk);
  }

  boolean covers(Room wanted) {
    return cpu >= wanted.cpu && memory >= wanted.memory && disk >= wanted.disk;
  }

  /**
   * How far what an allocation has is from this; dimensions that nothing is wanted of do not count.
   */
  double distance(Room used) {
    double c = relative(cpu, used.cpu);
    double m = relative(memory, used.memory);
    double d = relative(disk, used.disk);
    return Math.sqrt(m * m + c * c + d * d);
  }

  private static double relative(long wanted, long used) {
    return wanted > 0 ? (wanted - used) / (double) wanted : 0;
  }
}
