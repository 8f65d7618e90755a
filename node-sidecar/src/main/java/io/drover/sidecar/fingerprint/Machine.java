package io.drover.sidecar.fingerprint;

import io.drover.sidecar.kernel.Landlock;
import io.drover.sidecar.kernel.Signals;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Facts of the machine, from /proc, /sys and /etc. Reading them costs a few milliseconds. */
final class Machine {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  // Where the name that jobs constrain on is not the distribution's own.
  private static final Map<String, String> OS_NAMES =
      Map.of("rhel", "redhat", "ol", "oracle", "amzn", "amazon");

  private Machine() {}

  /**
   * CPU of the machine.
   *
   * @param ids of the cores that are online
   * @param mhz of one core, the highest that is known
   */
  record Cpu(List<Integer> ids, long mhz, String model) {

    int cores() {
      return ids.size();
    }
  }

  static Cpu cpu() throws IOException {
    List<Integer> ids = new ArrayList<>();
    double mhz = 0;
    String model = "";
    for (String line : Files.readAllLines(CPU_INFO)) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      switch (name) {
        case "processor" -> ids.add(Integer.parseInt(value));
        case "cpu MHz" -> mhz = Math.max(mhz, Double.parseDouble(value));
        case "model name" -> model = value;
        default -> {}
      }
    }
    Path highest = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq");
    if (Files.isReadable(highest)) {
      mhz = Long.parseLong(Files.readString(highest).strip()) / 1000.0;
    }
    if (ids.isEmpty()) {
      IntStream.range(0, Runtime.getRuntime().availableProcessors()).forEach(ids::add);
    }
    // Some virtual machines and most ARM ones tell no frequency; 1000 is what Nomad assumes.
    return new Cpu(List.copyOf(ids), mhz == 0 ? 1000 : Math.round(mhz), model);
  }

  static long memoryBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("/proc/meminfo has no MemTotal");
  }

  static String hostName() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }

  static Map<String, String> system() throws IOException {
    Map<String, String> facts = new TreeMap<>();
    facts.put("kernel.name", "linux");
    facts.put("kernel.version", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    facts.put("kernel.arch", kernelArch());
    facts.put("cpu.arch", cpuArch());
    Map<String, String> release = osRelease();
    String id = release.getOrDefault("ID", "linux");
    facts.put("os.name", OS_NAMES.getOrDefault(id, id));
    facts.put("os.version", osVersion(release));
    Landlock.version().ifPresent(version -> facts.put("kernel.landlock", "v" + version));
    facts.put("os.signals", String.join(",", Signals.all().keySet()));
    return facts;
  }

  private static String kernelArch() {
    String arch = System.getProperty("os.arch");
    return arch.equals("amd64") ? "x86_64" : arch;
  }

  private static String cpuArch() {
    String arch = System.getProperty("os.arch");
    return arch.equals("aarch64") ? "arm64" : arch;
  }

  private static Map<String, String> osRelease() throws IOException {
    Map<String, String> release = new TreeMap<>();
    Path file = Path.of("/etc/os-release");
    if (Files.isReadable(file)) {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          release.put(
              line.substring(0, equals), line.substring(equals + 1).replace("\"", "").strip());
        }
      }
    }
    return release;
  }

  private static String osVersion(Map<String, String> release) throws IOException {
    Path debian = Path.of("/etc/debian_version");
    return release.getOrDefault("ID", "").equals("debian") && Files.isReadable(debian)
        ? Files.readString(debian).strip()
        : release.getOrDefault("VERSION_ID", "");
  }

  /** A file system: device, bytes in all, bytes free. */
  record Storage(String volume, long total, long free) {}

  static Storage storage(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return new Storage(store.name(), store.getTotalSpace(), store.getUsableSpace());
  }

  static Optional<Long> linkSpeed(String device) {
    try {
      long speed =
          Long.parseLong(Files.readString(Path.of("/sys/class/net", device, "speed")).strip());
      return speed > 0 ? Optional.of(speed) : Optional.empty();
    } catch (IOException | NumberFormatException untold) {
      return Optional.empty();
    }
  }
}
