package io.drover.sidecar.drivers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Linux capabilities by name, as jobs and operators write them: any case, with or without cap_. */
final class CapabilitySet {

  // In the kernel's order: the place is the bit.
  private static final List<String> ALL =
      List.of(
          "chown",
          "dac_override",
          "dac_read_search",
          "fowner",
          "fsetid",
          "kill",
          "setgid",
          "setuid",
          "setpcap",
          "linux_immutable",
          "net_bind_service",
          "net_broadcast",
          "net_admin",
          "net_raw",
          "ipc_lock",
          "ipc_owner",
          "sys_module",
          "sys_rawio",
          "sys_chroot",
          "sys_ptrace",
          "sys_pacct",
          "sys_admin",
          "sys_boot",
          "sys_nice",
          "sys_resource",
          "sys_time",
          "sys_tty_config",
          "mknod",
          "lease",
          "audit_write",
          "audit_control",
          "setfcap",
          "mac_override",
          "mac_admin",
          "syslog",
          "wake_alarm",
          "block_suspend",
          "audit_read",
          "perfmon",
          "bpf",
          "checkpoint_restore");

  /** What a task has unless somebody says otherwise: Docker's list without raw sockets. */
  static final List<String> DEFAULTS =
      List.of(
          "audit_write",
          "chown",
          "dac_override",
          "fowner",
          "fsetid",
          "kill",
          "mknod",
          "net_bind_service",
          "setfcap",
          "setgid",
          "setpcap",
          "setuid",
          "sys_chroot");

  private CapabilitySet() {}

  /** Those that this process may hand on. */
  static Set<String> supported() {
    long bounding = ~0L;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("CapBnd:")) {
          bounding = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        }
      }
    } catch (IOException unreadable) {
      // Without /proc nothing is known to be missing; the runtime will tell.
      bounding = ~0L;
    }
    Set<String> supported = new TreeSet<>();
    for (int i = 0; i < ALL.size(); i++) {
      if ((bounding >> i & 1) == 1) {
        supported.add(ALL.get(i));
      }
    }
    return supported;
  }

  /** Sorted, in lower case and without the prefix; "all" stands for all that are supported. */
  static Set<String> of(Collection<String> names, Set<String> supported) {
    Set<String> normal = new TreeSet<>();
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      String plain = lower.startsWith("cap_") ? lower.substring(4) : lower;
      if (plain.equals("all")) {
        normal.addAll(supported);
      } else {
        normal.add(plain);
      }
    }
    return normal;
  }

  /**
   * Checks that a list names only what there is.
   *
   * @throws IllegalArgumentException naming the list and what is wrong in it
   */
  static void requireSupported(String list, Collection<String> names, Set<String> supported) {
    Set<String> unknown = of(names, supported);
    unknown.removeAll(supported);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          list
              + " configured with capabilities not supported by system: "
              + String.join(", ", unknown));
    }
  }

  /**
   * What a task gets, as the kernel spells it.
   *
   * @throws IllegalArgumentException when it asks for what is not allowed
   */
  static List<String> grant(
      Collection<String> allowed, Collection<String> add, Collection<String> drop) {
    Set<String> supported = supported();
    requireSupported("cap_add", add, supported);
    requireSupported("cap_drop", drop, supported);
    Set<String> allow = of(allowed, supported);
    Set<String> asked = of(add, supported);
    Set<String> refused = new TreeSet<>(asked);
    refused.removeAll(allow);
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(
          "driver does not allow the following capabilities: " + String.join(", ", refused));
    }
    Set<String> given = new TreeSet<>(DEFAULTS);
    given.retainAll(allow);
    given.retainAll(supported);
    given.removeAll(of(drop, supported));
    given.addAll(asked);
    List<String> names = new ArrayList<>();
    given.forEach(name -> names.add("CAP_" + name.toUpperCase(Locale.ROOT)));
    return names;
  }
}
