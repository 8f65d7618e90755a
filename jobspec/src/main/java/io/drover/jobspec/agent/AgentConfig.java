package io.drover.jobspec.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of an agent: what the files say, over the defaults. Immutable.
 *
 * <p>It is a view of a {@link #document()}, the merged files as one JSON text with the names that
 * the files use. Two programs that need the same configuration hand each other that text; what a
 * program does not know survives in it.
 *
 * @param name empty for the host's name
 * @param warnings keys that nobody knows, with file and line; not part of the document
 */
public record AgentConfig(
    String region,
    String datacenter,
    String name,
    String dataDir,
    String bindAddr,
    String logLevel,
    boolean enableDebug,
    boolean leaveOnInterrupt,
    boolean leaveOnTerminate,
    Ports ports,
    Addresses addresses,
    Addresses advertise,
    Server server,
    Client client,
    Map<String, Map<String, Object>> plugins,
    Acl acl,
    Limits limits,
    Telemetry telemetry,
    Map<String, String> httpApiResponseHeaders,
    Map<String, Object> consul,
    Map<String, Object> vault,
    Map<String, Object> tls,
    Map<String, Object> autopilot,
    Map<String, Object> ui,
    Map<String, Object> audit,
    String document,
    List<String> warnings) {

  public AgentConfig {
    plugins = Map.copyOf(plugins);
    httpApiResponseHeaders = Map.copyOf(httpApiResponseHeaders);
    warnings = List.copyOf(warnings);
  }

  public record Ports(int http, int rpc, int serf) {}

  /** Addresses by use; empty where none is given. */
  public record Addresses(String http, String rpc, String serf) {}

  /**
   * @param bootstrapExpect how many servers elect the first leader; 0 if not given
   * @param raw the whole block with the settings that are not typed yet
   */
  public record Server(
      boolean enabled,
      int bootstrapExpect,
      String dataDir,
      Duration heartbeatGrace,
      Duration minHeartbeatTtl,
      double maxHeartbeatsPerSecond,
      Duration failoverHeartbeatTtl,
      Duration jobGcInterval,
      Duration jobGcThreshold,
      Duration evalGcThreshold,
      Duration batchEvalGcThreshold,
      Duration deploymentGcThreshold,
      Duration nodeGcThreshold,
      Optional<Integer> numSchedulers,
      List<String> enabledSchedulers,
      List<String> retryJoin,
      Duration retryInterval,
      int retryMax,
      List<String> startJoin,
      String encrypt,
      Optional<Integer> jobDefaultPriority,
      Optional<Integer> jobMaxPriority,
      long jobMaxSourceSizeBytes,
      Map<String, Object> raw) {

    public Server {
      enabledSchedulers = List.copyOf(enabledSchedulers);
      retryJoin = List.copyOf(retryJoin);
      startJoin = List.copyOf(startJoin);
    }
  }

  /**
   * @param servers addresses of servers, host and optional port
   * @param chrootEnv what an isolated task sees of the host: path on the host to path in the task;
   *     empty for the usual
   * @param raw the whole block with the settings that are not typed
   */
  public record Client(
      boolean enabled,
      String nodeClass,
      String nodePool,
      Map<String, String> meta,
      Map<String, String> options,
      List<String> servers,
      String stateDir,
      String allocDir,
      Reserved reserved,
      Map<String, HostVolume> hostVolumes,
      Map<String, HostNetwork> hostNetworks,
      String networkInterface,
      int cpuTotalCompute,
      int memoryTotalMb,
      Duration maxKillTimeout,
      int minDynamicPort,
      int maxDynamicPort,
      Duration gcInterval,
      int gcParallelDestroys,
      int gcMaxAllocs,
      double gcDiskUsageThreshold,
      double gcInodeUsageThreshold,
      Map<String, String> chrootEnv,
      Artifact artifact,
      Map<String, Object> raw) {

    public Client {
      chrootEnv = Map.copyOf(chrootEnv);
      meta = Map.copyOf(meta);
      options = Map.copyOf(options);
      servers = List.copyOf(servers);
      hostVolumes = Map.copyOf(hostVolumes);
      hostNetworks = Map.copyOf(hostNetworks);
    }
  }

  /** Bounds of what tasks download. Sizes are in bytes. */
  public record Artifact(
      Duration httpReadTimeout,
      long httpMaxBytes,
      Duration gitTimeout,
      long decompressionSizeLimit,
      int decompressionFileCountLimit) {}

  public record Reserved(
      int cpuMhz, String cores, int memoryMb, int diskMb, String reservedPorts) {}

  public record HostVolume(String path, boolean readOnly) {}

  public record HostNetwork(String cidr, String networkInterface, String reservedPorts) {}

  public record Acl(
      boolean enabled,
      Duration tokenTtl,
      Duration policyTtl,
      Duration roleTtl,
      String replicationToken,
      Duration tokenMinExpirationTtl,
      Duration tokenMaxExpirationTtl) {}

  public record Limits(
      Duration httpsHandshakeTimeout,
      int httpMaxConnsPerClient,
      Duration rpcHandshakeTimeout,
      int rpcMaxConnsPerClient) {}

  public record Telemetry(
      Duration collectionInterval,
      boolean prometheusMetrics,
      boolean publishAllocationMetrics,
      boolean publishNodeMetrics,
      boolean disableHostname,
      boolean useNodeName,
      Map<String, Object> raw) {}

  /** The configuration of {@code -dev}, without any file. */
  public static AgentConfig dev() {
    return AgentDocument.read(AgentDocument.dev());
  }

  /** Nothing but defaults. */
  public static AgentConfig defaults() {
    return AgentDocument.read("{}");
  }

  /** The document; {@link #fromJson} makes an equal configuration of it, but for the warnings. */
  public String toJson() {
    return document;
  }

  /**
   * @throws IllegalArgumentException if the text is not a document that {@link #toJson} gave
   */
  public static AgentConfig fromJson(String json) {
    return AgentDocument.read(json);
  }

  /** This configuration with what the command line says on top. */
  public AgentConfig with(CommandLine commandLine) {
    return AgentDocument.override(this, commandLine);
  }
}
