package io.drover.sidecar.drivers;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator says about isolated tasks.
 *
 * @param chroot path on the host to path in the task, read-only there
 * @param allowCaps the most that a task can have
 * @param defaultPidMode private or host
 * @param defaultIpcMode private or host
 * @param noPivotRoot for hosts whose root is a memory file system
 * @param users that tasks may not have
 * @param privileged whether the sidecar runs as root
 */
public record IsolationSettings(
    Map<String, String> chroot,
    List<String> allowCaps,
    String defaultPidMode,
    String defaultIpcMode,
    boolean noPivotRoot,
    UserRules users,
    boolean privileged) {

  /**
   * What a task sees of the host unless the operator says otherwise; what is missing is skipped.
   */
  public static final Map<String, String> DEFAULT_CHROOT =
      Map.of(
          "/bin", "/bin",
          "/etc", "/etc",
          "/lib", "/lib",
          "/lib32", "/lib32",
          "/lib64", "/lib64",
          "/run/resolvconf", "/run/resolvconf",
          "/run/systemd/resolve", "/run/systemd/resolve",
          "/sbin", "/sbin",
          "/usr", "/usr");

  private static final String PRIVATE = "private";
  private static final Set<String> MODES = Set.of(PRIVATE, "host");
  private static final Set<String> KNOWN =
      Set.of("enabled", "no_pivot_root", "default_pid_mode", "default_ipc_mode", "allow_caps");

  public IsolationSettings {
    chroot = Map.copyOf(chroot);
    allowCaps = List.copyOf(allowCaps);
  }

  /**
   * Reads a driver's plugin config.
   *
   * @param driver its name, for errors
   * @param plugin its config
   * @param options the client's, for the users that are denied
   * @param chrootEnv the client's chroot; empty for the default
   * @throws IllegalArgumentException naming the member that is wrong
   */
  public static IsolationSettings of(
      String driver,
      Map<String, Object> plugin,
      Map<String, String> options,
      Map<String, String> chrootEnv,
      boolean privileged) {
    Set<String> unknown = new TreeSet<>(plugin.keySet());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw wrong(driver, "unknown members " + String.join(", ", unknown));
    }
    List<String> allowCaps = texts(driver, plugin, "allow_caps");
    try {
      CapabilitySet.requireSupported("allow_caps", allowCaps, CapabilitySet.supported());
    } catch (IllegalArgumentException unsupported) {
      throw wrong(driver, String.valueOf(unsupported.getMessage()));
    }
    return new IsolationSettings(
        chroot(chrootEnv),
        plugin.containsKey("allow_caps") ? allowCaps : CapabilitySet.DEFAULTS,
        mode(driver, plugin, "default_pid_mode"),
        mode(driver, plugin, "default_ipc_mode"),
        flag(driver, plugin, "no_pivot_root"),
        UserRules.of(options),
        privileged);
  }

  /**
   * What tasks see of the host.
   *
   * @param given the client's chroot_env; empty for the default
   * @throws IllegalArgumentException when it holds a path that is not absolute
   */
  public static Map<String, String> chroot(Map<String, String> given) {
    given.forEach(
        (host, inside) -> {
          if (!host.startsWith("/") || !inside.startsWith("/")) {
            throw new IllegalArgumentException(
                "chroot_env: \"" + host + "\" and \"" + inside + "\" must be absolute paths");
          }
        });
    return given.isEmpty() ? DEFAULT_CHROOT : given;
  }

  private static String mode(String driver, Map<String, Object> plugin, String name) {
    Object mode = plugin.getOrDefault(name, PRIVATE);
    if (mode instanceof String text && MODES.contains(text)) {
      return text;
    }
    throw wrong(driver, modeText(name, String.valueOf(mode)));
  }

  /** How a wrong mode is refused. */
  private static String modeText(String name, String got) {
    return name + " must be \"private\" or \"host\", got \"" + got + "\"";
  }

  private static boolean flag(String driver, Map<String, Object> plugin, String name) {
    Object flag = plugin.getOrDefault(name, false);
    if (flag instanceof Boolean said) {
      return said;
    }
    throw wrong(driver, name + " must be true or false, got \"" + flag + "\"");
  }

  private static List<String> texts(String driver, Map<String, Object> plugin, String name) {
    Object given = plugin.getOrDefault(name, List.of());
    if (given instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(driver, name + " must be a list of strings");
  }

  private static IllegalArgumentException wrong(String driver, String what) {
    return new IllegalArgumentException("plugin \"" + driver + "\": " + what);
  }

  /**
   * A task's own mode where it says one.
   *
   * @throws IllegalArgumentException when it is neither private nor host
   */
  static String mode(String name, String said, String otherwise) {
    if (said.isEmpty()) {
      return otherwise;
    }
    if (!MODES.contains(said)) {
      throw new IllegalArgumentException(modeText(name, said));
    }
    return said;
  }
}
