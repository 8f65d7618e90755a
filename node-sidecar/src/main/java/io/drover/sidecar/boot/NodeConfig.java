package io.drover.sidecar.boot;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.HostNetwork;
import io.drover.contract.model.HostVolume;
import io.drover.contract.vault.VaultAddress;
import io.drover.sidecar.task.CollectionRule;
import io.drover.sidecar.task.HostEnvironment;
import io.drover.sidecar.task.TaskRules;
import io.drover.sidecar.task.hook.artifact.ArtifactLimits;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The node's configuration: one JSON file, every member optional.
 *
 * @param serverAddress host:port of the control plane's gRPC, or several with commas, tried in
 *     turn; default 127.0.0.1:4647
 * @param dataDir default ./drover-node
 * @param name default the host's name
 * @param datacenter default dc1
 * @param region of the node, until the control plane names its own; default global
 * @param nodeClass default none
 * @param nodePool default "default"
 * @param meta the node's Meta; default none
 * @param options client options such as {@code driver.raw_exec.enable}, {@code env.allowlist},
 *     {@code env.denylist}, {@code user.denylist}, {@code user.checked_drivers}, {@code
 *     artifact.file_directories}; default none
 * @param plugins config of drivers by name, such as {@code {"raw_exec": {"enabled": true}}}
 * @param reserved what tasks do not get; default nothing
 * @param cpuTotalCompute MHz over all cores; default 0: cores times frequency
 * @param memoryTotalMb default 0: what the machine has
 * @param diskTotalMb default 0: what is free in dataDir
 * @param httpAddr advertised ip:port; default the network address and 4646
 * @param networkAddress address of the host network; default the first global one of an interface
 * @param networkInterface default the one that has that address
 * @param maxKillTimeout bound of kill_timeout, in Go's notation; default 30s
 * @param minDynamicPort default 20000
 * @param maxDynamicPort default 32000
 * @param cgroupParent name of the root of the tasks' cgroups; default "drover-" and the first 8
 *     digits of the node's id, so that two nodes on one machine never sweep each other's
 * @param hostVolumes by name; default none
 * @param hostNetworks by name; default none
 * @param chrootEnv what an isolated task sees of the host, read-only: path on the host to path in
 *     the task; default the usual directories of programs and libraries
 * @param artifact bounds of what tasks download
 * @param collection when directories of ended allocations are removed
 * @param executorSocket path of a Unix socket for the gRPC service Executor; default none
 * @param vault where Vault is; default: it is not used
 * @param devMode true: raw_exec and mock_driver are on, and all tasks end with the sidecar; default
 *     false
 */
@RegisterForReflection
public record NodeConfig(
    String serverAddress,
    String dataDir,
    String name,
    String datacenter,
    String region,
    String nodeClass,
    String nodePool,
    Map<String, String> meta,
    Map<String, String> options,
    Map<String, Map<String, Object>> plugins,
    Reserved reserved,
    long cpuTotalCompute,
    long memoryTotalMb,
    long diskTotalMb,
    String httpAddr,
    String networkAddress,
    String networkInterface,
    String maxKillTimeout,
    int minDynamicPort,
    int maxDynamicPort,
    String cgroupParent,
    Map<String, HostVolume> hostVolumes,
    Map<String, HostNetwork> hostNetworks,
    Map<String, String> chrootEnv,
    Artifact artifact,
    Collection collection,
    String executorSocket,
    Vault vault,
    boolean devMode) {

  private static final Set<String> ISOLATING = Set.of("exec", "java");

  /** Resources that are kept from tasks: MHz, MB, MB, ports such as 22,8500-8600. */
  @RegisterForReflection
  public record Reserved(long cpu, long memoryMb, long diskMb, String ports) {

    public Reserved {
      ports = text(ports, "");
    }
  }

  /**
   * @param httpReadTimeout of one download, default 30m
   * @param httpBytesMax of one download, default 100 GB
   * @param gitTimeout of one clone, default 30m
   * @param extractedBytesMax of one archive, default 100 GB
   * @param extractedFilesMax of one archive, default 4096
   */
  @RegisterForReflection
  public record Artifact(
      String httpReadTimeout,
      long httpBytesMax,
      String gitTimeout,
      long extractedBytesMax,
      int extractedFilesMax) {

    public Artifact {
      httpReadTimeout = text(httpReadTimeout, "30m");
      httpBytesMax = httpBytesMax == 0 ? 100_000_000_000L : httpBytesMax;
      gitTimeout = text(gitTimeout, "30m");
      extractedBytesMax = extractedBytesMax == 0 ? 100_000_000_000L : extractedBytesMax;
      extractedFilesMax = extractedFilesMax == 0 ? 4096 : extractedFilesMax;
    }
  }

  /**
   * @param interval between two looks, default 1m
   * @param parallelDestroys directories removed at once, default 2
   * @param allocationsMax ended ones are removed while there are more, default 50
   * @param diskUsagePercent or while the disk is fuller than this, default 80
   * @param inodeUsagePercent or while it has used more of its inodes, default 70
   */
  @RegisterForReflection
  public record Collection(
      String interval,
      int parallelDestroys,
      int allocationsMax,
      double diskUsagePercent,
      double inodeUsagePercent) {

    public Collection {
      interval = text(interval, "1m");
      parallelDestroys = parallelDestroys == 0 ? 2 : parallelDestroys;
      allocationsMax = allocationsMax == 0 ? 50 : allocationsMax;
      diskUsagePercent = diskUsagePercent == 0 ? 80 : diskUsagePercent;
      inodeUsagePercent = inodeUsagePercent == 0 ? 70 : inodeUsagePercent;
    }
  }

  /**
   * How Vault is reached; the node has no token of its own.
   *
   * @param address a URL
   * @param namespace of Vault Enterprise, default none
   * @param caFile PEM file of what to trust; default what the platform trusts
   * @param caPath directory of such files
   * @param certFile PEM file of the certificate to show, with its keyFile
   * @param tlsServerName the name in Vault's certificate, default the address's host
   * @param tlsSkipVerify true: any certificate will do
   */
  @RegisterForReflection
  public record Vault(
      boolean enabled,
      String address,
      String namespace,
      String caFile,
      String caPath,
      String certFile,
      String keyFile,
      String tlsServerName,
      boolean tlsSkipVerify) {

    static final Vault OFF = new Vault(false, "", "", "", "", "", "", "", false);

    public Vault {
      address = text(address, "");
      namespace = text(namespace, "");
      caFile = text(caFile, "");
      caPath = text(caPath, "");
      certFile = text(certFile, "");
      keyFile = text(keyFile, "");
      tlsServerName = text(tlsServerName, "");
    }

    VaultAddress where() {
      return new VaultAddress(
          address, namespace, caFile, caPath, certFile, keyFile, tlsServerName, tlsSkipVerify);
    }
  }

  public NodeConfig {
    serverAddress = text(serverAddress, "127.0.0.1:4647");
    dataDir = text(dataDir, "drover-node");
    name = text(name, "");
    datacenter = text(datacenter, "dc1");
    region = text(region, "global");
    nodeClass = text(nodeClass, "");
    nodePool = text(nodePool, "default");
    meta = map(meta);
    options = map(options);
    plugins = map(plugins);
    reserved = Objects.requireNonNullElse(reserved, new Reserved(0, 0, 0, ""));
    httpAddr = text(httpAddr, "");
    networkAddress = text(networkAddress, "");
    networkInterface = text(networkInterface, "");
    maxKillTimeout = text(maxKillTimeout, "30s");
    minDynamicPort = minDynamicPort == 0 ? 20_000 : minDynamicPort;
    maxDynamicPort = maxDynamicPort == 0 ? 32_000 : maxDynamicPort;
    cgroupParent = text(cgroupParent, "");
    hostVolumes = map(hostVolumes);
    hostNetworks = map(hostNetworks);
    chrootEnv = map(chrootEnv);
    artifact = Objects.requireNonNullElse(artifact, new Artifact("", 0, "", 0, 0));
    collection = Objects.requireNonNullElse(collection, new Collection("", 0, 0, 0, 0));
    executorSocket = text(executorSocket, "");
    vault = Objects.requireNonNullElse(vault, Vault.OFF);
  }

  private static String text(@Nullable String given, String otherwise) {
    return given == null || given.isEmpty() ? otherwise : given;
  }

  private static <V> Map<String, V> map(@Nullable Map<String, V> given) {
    return given == null ? Map.of() : Map.copyOf(given);
  }

  /** The directory as an absolute path. */
  Path dataPath() {
    return Path.of(dataDir).toAbsolutePath().normalize();
  }

  /** Control-plane addresses in the order to try them. */
  List<String> serverAddresses() {
    return List.of(serverAddress.split("\\s*,\\s*"));
  }

  /** Rules for tasks. */
  TaskRules taskRules() {
    return new TaskRules(
        HostEnvironment.of(option("env.allowlist"), option("env.denylist")),
        new ArtifactLimits(
            GoDuration.parse(artifact.httpReadTimeout()),
            artifact.httpBytesMax(),
            GoDuration.parse(artifact.gitTimeout()),
            artifact.extractedBytesMax(),
            artifact.extractedFilesMax(),
            paths(option("artifact.file_directories"))));
  }

  private static List<Path> paths(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .toList();
  }

  /** When what ended allocations leave behind is removed. */
  CollectionRule.Thresholds collectionThresholds() {
    return new CollectionRule.Thresholds(
        GoDuration.parse(collection.interval()),
        collection.diskUsagePercent(),
        collection.inodeUsagePercent(),
        collection.allocationsMax(),
        collection.parallelDestroys());
  }

  /** A client option, empty when it is not set. */
  String option(String name) {
    return options.getOrDefault(name, "");
  }

  /**
   * Whether a driver is switched on: by its plugin config, an option, or else as it is by default.
   * Drivers that isolate are on, those that do not are on in dev mode only.
   */
  boolean driverEnabled(String driver) {
    if (!option("driver.allowlist").isEmpty() && !listed("driver.allowlist", driver)
        || listed("driver.denylist", driver)) {
      return false;
    }
    if (plugin(driver).get("enabled") instanceof Boolean said) {
      return said;
    }
    String option = options.get("driver." + driver + ".enable");
    boolean byDefault = devMode || ISOLATING.contains(driver);
    return option == null ? byDefault : option.equals("1") || option.equals("true");
  }

  private boolean listed(String option, String driver) {
    return List.of(option(option).split("\\s*,\\s*")).contains(driver);
  }

  /** A driver's config, empty when it has none. */
  Map<String, Object> plugin(String driver) {
    return plugins.getOrDefault(driver, Map.of());
  }
}
