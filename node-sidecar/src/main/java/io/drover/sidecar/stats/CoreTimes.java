package io.drover.sidecar.stats;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ticks that each core has spent, from /proc/stat. */
record CoreTimes(long nanoTime, Map<Integer, Times> cores) {

  /** In ticks; those of virtual machines are part of the user's and are not counted twice. */
  record Times(long user, long system, long idle, long total) {}

  static CoreTimes read(SmallFiles files) throws IOException {
    files.read("/proc/stat");
    Map<Integer, Times> cores = new TreeMap<>();
    for (String line : files.text().split("\n")) {
      if (line.startsWith("cpu") && line.charAt(3) != ' ') {
        String[] words = line.split(" +");
        cores.put(Integer.parseInt(words[0].substring(3)), times(words));
      }
    }
    return new CoreTimes(System.nanoTime(), cores);
  }

  private static Times times(String[] words) {
    long total = 0;
    // user, nice, system, idle, iowait, irq, softirq, steal
    for (int i = 1; i < Math.min(words.length, 9); i++) {
      total += Long.parseLong(words[i]);
    }
    return new Times(
        Long.parseLong(words[1]), Long.parseLong(words[3]), Long.parseLong(words[4]), total);
  }

  List<HostStats.CpuStats> since(CoreTimes before, double coreMhz) {
    List<HostStats.CpuStats> all = new ArrayList<>();
    cores.forEach(
        (core, now) -> {
          Times old = before.cores.getOrDefault(core, now);
          long total = now.total - old.total;
          double busy = percent(total - (now.idle - old.idle), total);
          all.add(
              new HostStats.CpuStats(
                  "cpu" + core,
                  percent(now.idle - old.idle, total),
                  percent(now.system - old.system, total),
                  busy,
                  busy / 100 * coreMhz,
                  percent(now.user - old.user, total)));
        });
    return all;
  }

  private static double percent(long part, long whole) {
    // Counters of idle time may go back a little when a core sleeps.
    return whole <= 0 ? 0 : Math.clamp(100.0 * part / whole, 0.0, 100.0);
  }
}
