package io.drover.sidecar.oci;

import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** A device file of the host, as the kernel knows it. */
record HostDevice(char type, int major, int minor, int mode, long uid, long gid) {

  private static final int TYPE_MASK = 0170000;
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;

  /**
   * Reads what a task's device stands for.
   *
   * @throws LaunchFailed naming what is wrong with it
   */
  static HostDevice of(ExecCommand.Device device) throws LaunchFailed {
    if (!device.permissions().matches("[rwm]{1,3}")) {
      throw new LaunchFailed(
          "device "
              + device.hostPath()
              + ": permissions \""
              + device.permissions()
              + "\" are not of r, w and m");
    }
    try {
      Map<String, Object> stat = Files.readAttributes(device.hostPath(), "unix:mode,rdev,uid,gid");
      int mode = number(stat, "mode").intValue();
      char type =
          switch (mode & TYPE_MASK) {
            case CHARACTER -> 'c';
            case BLOCK -> 'b';
            default -> throw new LaunchFailed(device.hostPath() + " is not a device");
          };
      long number = number(stat, "rdev").longValue();
      // As in sysmacros.h: 12 bits of major between the two parts of minor.
      int major = (int) (number >> 8 & 0xfff);
      int minor = (int) (number & 0xff | number >> 12 & 0xfff00);
      return new HostDevice(
          type,
          major,
          minor,
          mode & 0777,
          number(stat, "uid").longValue(),
          number(stat, "gid").longValue());
    } catch (LaunchFailed known) {
      throw known;
    } catch (IOException refused) {
      throw new LaunchFailed("device " + device.hostPath() + ": " + refused.getMessage());
    }
  }

  private static Number number(Map<String, Object> stat, String name) {
    return (Number) stat.get(name);
  }

  Spec.Device at(String path) {
    return new Spec.Device(path, String.valueOf(type), major, minor, mode, uid, gid);
  }

  Spec.DeviceRule rule(String permissions) {
    return new Spec.DeviceRule(true, String.valueOf(type), major, minor, permissions);
  }
}
