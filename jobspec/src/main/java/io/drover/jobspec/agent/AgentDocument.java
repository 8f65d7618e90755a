package io.drover.jobspec.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the document behind an {@link AgentConfig}, and changes it. The defaults are those of Nomad
 * 1.6. Trees only, no binding of classes: the sidecar is a native image, and starting is fast.
 */
public final class AgentDocument {

  /** For trees only; has no configuration of its own. */
  static final ObjectMapper TREES = new ObjectMapper();

  private static final Duration SECONDS_5 = Duration.ofSeconds(5);
  private static final Duration SECONDS_10 = Duration.ofSeconds(10);
  private static final Duration SECONDS_30 = Duration.ofSeconds(30);
  private static final Duration MINUTES_30 = Duration.ofMinutes(30);
  private static final Duration MINUTES_5 = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofHours(24);

  private AgentDocument() {}

  static AgentConfig read(String document) {
    List<String> problems = new ArrayList<>();
    ObjectNode root = tree(document);
    AgentConfig config = read(root, path -> "document", problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return config;
  }

  private static ObjectNode tree(String document) {
    try {
      if (TREES.readTree(document) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a configuration document: " + e.getOriginalMessage());
    }
    throw new IllegalArgumentException("not a configuration document: not an object");
  }

  /**
   * The configuration that a merged tree gives.
   *
   * @param places says where a key path was written
   * @param problems gets a line for each value of the wrong type
   */
  public static AgentConfig read(
      ObjectNode root, SettingReader.Places places, List<String> problems) {
    List<String> warnings = new ArrayList<>();
    SettingReader top =
        new SettingReader(root, "", places, problems, warnings)
            .ignoring(
                "interfaces",
                "regions", // For the control plane, which reads the block itself.
                "enable_syslog",
                "syslog_facility",
                "disable_update_check",
                "disable_anonymous_signature",
                "plugin_dir",
                "sentinel",
                "log_json",
                "log_file",
                "log_include_location",
                "log_rotate_duration",
                "log_rotate_bytes",
                "log_rotate_max_files");
    AgentConfig config =
        new AgentConfig(
            top.text("region", "global"),
            top.text("datacenter", "dc1"),
            top.text("name", ""),
            top.text("data_dir", ""),
            top.text("bind_addr", "0.0.0.0"),
            top.text("log_level", "INFO"),
            top.flag("enable_debug", false),
            top.flag("leave_on_interrupt", false),
            top.flag("leave_on_terminate", false),
            ports(top.block("ports")),
            addresses(top.block("addresses")),
            addresses(top.block("advertise")),
            server(top.block("server")),
            client(top.block("client")),
            top.labelled("plugin", AgentDocument::plugin),
            acl(top.block("acl")),
            limits(top.block("limits")),
            telemetry(top.block("telemetry")),
            top.textMap("http_api_response_headers"),
            top.raw("consul"),
            top.raw("vault"),
            top.raw("tls"),
            top.raw("autopilot"),
            top.raw("ui"),
            top.raw("audit"),
            root.toString(),
            List.of());
    top.finish();
    return withWarnings(config, warnings);
  }

  private static AgentConfig withWarnings(AgentConfig c, List<String> warnings) {
    return new AgentConfig(
        c.region(),
        c.datacenter(),
        c.name(),
        c.dataDir(),
        c.bindAddr(),
        c.logLevel(),
        c.enableDebug(),
        c.leaveOnInterrupt(),
        c.leaveOnTerminate(),
        c.ports(),
        c.addresses(),
        c.advertise(),
        c.server(),
        c.client(),
        c.plugins(),
        c.acl(),
        c.limits(),
        c.telemetry(),
        c.httpApiResponseHeaders(),
        c.consul(),
        c.vault(),
        c.tls(),
        c.autopilot(),
        c.ui(),
        c.audit(),
        c.document(),
        warnings);
  }

  private static AgentConfig.Ports ports(SettingReader in) {
    AgentConfig.Ports ports =
        new AgentConfig.Ports(
            in.integer("http", 4646), in.integer("rpc", 4647), in.integer("serf", 4648));
    in.finish();
    return ports;
  }

  private static AgentConfig.Addresses addresses(SettingReader in) {
    AgentConfig.Addresses addresses =
        new AgentConfig.Addresses(in.text("http", ""), in.text("rpc", ""), in.text("serf", ""));
    in.finish();
    return addresses;
  }

  private static Map<String, Object> plugin(SettingReader in) {
    in.ignoring("args");
    Map<String, Object> config = in.raw("config");
    in.finish();
    return config;
  }

  private static AgentConfig.Server server(SettingReader in) {
    in.ignoring(
        "authoritative_region",
        "raft_protocol",
        "raft_multiplier",
        "raft_boltdb",
        "raft_snapshot_threshold",
        "raft_snapshot_interval",
        "raft_trailing_logs",
        "redundancy_zone",
        "upgrade_version",
        "non_voting_server",
        "default_scheduler_config",
        "plan_rejection_tracker",
        "search",
        "deployment_query_rate_limit",
        "enable_event_broker",
        "event_buffer_size",
        "acl_token_gc_threshold",
        "csi_plugin_gc_threshold",
        "csi_volume_claim_gc_threshold",
        "csi_volume_claim_gc_interval",
        "root_key_gc_interval",
        "root_key_gc_threshold",
        "root_key_rotation_threshold",
        "license_path",
        "rejoin_after_leave");
    SettingReader join = in.block("server_join");
    List<String> joinOuter = in.texts("retry_join");
    List<String> joinInner = join.texts("retry_join");
    List<String> startOuter = in.texts("start_join");
    List<String> startInner = join.texts("start_join");
    AgentConfig.Server server =
        new AgentConfig.Server(
            in.flag("enabled", false),
            in.integer("bootstrap_expect", 0),
            in.text("data_dir", ""),
            in.duration("heartbeat_grace", SECONDS_10),
            in.duration("min_heartbeat_ttl", SECONDS_10),
            in.number("max_heartbeats_per_second", 50),
            in.duration("failover_heartbeat_ttl", MINUTES_5),
            in.duration("job_gc_interval", MINUTES_5),
            in.duration("job_gc_threshold", Duration.ofHours(4)),
            in.duration("eval_gc_threshold", HOUR),
            in.duration("batch_eval_gc_threshold", DAY),
            in.duration("deployment_gc_threshold", HOUR),
            in.duration("node_gc_threshold", DAY),
            in.optionalInteger("num_schedulers"),
            in.texts("enabled_schedulers"),
            joinInner.isEmpty() ? joinOuter : joinInner,
            join.duration("retry_interval", in.duration("retry_interval", SECONDS_30)),
            join.integer("retry_max", in.integer("retry_max", 0)),
            startInner.isEmpty() ? startOuter : startInner,
            in.text("encrypt", ""),
            in.optionalInteger("job_default_priority"),
            in.optionalInteger("job_max_priority"),
            in.size("job_max_source_size", 1_000_000),
            in.raw());
    join.finish();
    in.finish();
    return server;
  }

  private static AgentConfig.Client client(SettingReader in) {
    in.ignoring(
        "cgroup_parent",
        "server_join",
        "disk_total_mb",
        "disk_free_mb",
        "network_speed",
        "preferred_address_family",
        "disable_remote_exec",
        "template",
        "drain_on_shutdown",
        "bridge_network_name",
        "bridge_network_subnet",
        "bridge_network_hairpin_mode",
        "cni_path",
        "cni_config_dir",
        "no_host_uuid",
        "reserve",
        "host_volume_plugin_dir",
        "max_dynamic_port",
        "nomad_service_discovery",
        "reservable_cores");
    AgentConfig.Client client =
        new AgentConfig.Client(
            in.flag("enabled", false),
            in.text("node_class", ""),
            in.text("node_pool", "default"),
            in.textMap("meta"),
            in.textMap("options"),
            in.texts("servers"),
            in.text("state_dir", ""),
            in.text("alloc_dir", ""),
            reserved(in.block("reserved")),
            in.labelled("host_volume", AgentDocument::hostVolume),
            in.labelled("host_network", AgentDocument::hostNetwork),
            in.text("network_interface", ""),
            in.integer("cpu_total_compute", 0),
            in.integer("memory_total_mb", 0),
            in.duration("max_kill_timeout", SECONDS_30),
            in.integer("min_dynamic_port", 20_000),
            in.integer("max_dynamic_port", 32_000),
            in.duration("gc_interval", Duration.ofMinutes(1)),
            in.integer("gc_parallel_destroys", 2),
            in.integer("gc_max_allocs", 50),
            in.number("gc_disk_usage_threshold", 80),
            in.number("gc_inode_usage_threshold", 70),
            in.textMap("chroot_env"),
            artifact(in.block("artifact")),
            in.raw());
    in.finish();
    return client;
  }

  private static AgentConfig.Reserved reserved(SettingReader in) {
    AgentConfig.Reserved reserved =
        new AgentConfig.Reserved(
            in.integer("cpu", 0),
            in.text("cores", ""),
            in.integer("memory", 0),
            in.integer("disk", 0),
            in.text("reserved_ports", ""));
    in.finish();
    return reserved;
  }

  private static AgentConfig.Artifact artifact(SettingReader in) {
    in.ignoring(
        "gcs_timeout",
        "hg_timeout",
        "s3_timeout",
        "disable_filesystem_isolation",
        "set_environment_variables");
    AgentConfig.Artifact artifact =
        new AgentConfig.Artifact(
            in.duration("http_read_timeout", MINUTES_30),
            in.size("http_max_size", 100_000_000_000L),
            in.duration("git_timeout", MINUTES_30),
            in.size("decompression_size_limit", 100_000_000_000L),
            in.integer("decompression_file_count_limit", 4096));
    in.finish();
    return artifact;
  }

  private static AgentConfig.HostVolume hostVolume(SettingReader in) {
    AgentConfig.HostVolume volume =
        new AgentConfig.HostVolume(in.text("path", ""), in.flag("read_only", false));
    in.finish();
    return volume;
  }

  private static AgentConfig.HostNetwork hostNetwork(SettingReader in) {
    AgentConfig.HostNetwork network =
        new AgentConfig.HostNetwork(
            in.text("cidr", ""), in.text("interface", ""), in.text("reserved_ports", ""));
    in.finish();
    return network;
  }

  private static AgentConfig.Acl acl(SettingReader in) {
    AgentConfig.Acl acl =
        new AgentConfig.Acl(
            in.flag("enabled", false),
            in.duration("token_ttl", SECONDS_30),
            in.duration("policy_ttl", SECONDS_30),
            in.duration("role_ttl", SECONDS_30),
            in.text("replication_token", ""),
            in.duration("token_min_expiration_ttl", Duration.ofMinutes(1)),
            in.duration("token_max_expiration_ttl", DAY));
    in.finish();
    return acl;
  }

  private static AgentConfig.Limits limits(SettingReader in) {
    AgentConfig.Limits limits =
        new AgentConfig.Limits(
            in.duration("https_handshake_timeout", SECONDS_5),
            in.integer("http_max_conns_per_client", 100),
            in.duration("rpc_handshake_timeout", SECONDS_5),
            in.integer("rpc_max_conns_per_client", 100));
    in.finish();
    return limits;
  }

  private static AgentConfig.Telemetry telemetry(SettingReader in) {
    return new AgentConfig.Telemetry(
        in.duration("collection_interval", Duration.ofSeconds(1)),
        in.flag("prometheus_metrics", false),
        in.flag("publish_allocation_metrics", false),
        in.flag("publish_node_metrics", false),
        in.flag("disable_hostname", false),
        in.flag("use_node_name", false),
        in.raw());
  }

  static String dev() {
    ObjectNode root = TREES.createObjectNode();
    root.put("bind_addr", "127.0.0.1").put("log_level", "DEBUG").put("enable_debug", true);
    root.putObject("server").put("enabled", true).put("bootstrap_expect", 1);
    root.putObject("client")
        .put("enabled", true)
        .put("gc_interval", "10m")
        .put("gc_disk_usage_threshold", 99)
        .put("gc_inode_usage_threshold", 99);
    root.putObject("plugin").putObject("raw_exec").putObject("config").put("enabled", true);
    root.putObject("telemetry")
        .put("prometheus_metrics", true)
        .put("publish_allocation_metrics", true)
        .put("publish_node_metrics", true);
    return root.toString();
  }

  static AgentConfig override(AgentConfig config, CommandLine flags) {
    ObjectNode root = flags.dev() ? tree(dev()) : TREES.createObjectNode();
    merge(root, tree(config.document()));
    set(flags.name(), v -> root.put("name", v));
    set(flags.bind(), v -> root.put("bind_addr", v));
    set(flags.dataDir(), v -> root.put("data_dir", v));
    set(flags.region(), v -> root.put("region", v));
    set(flags.dc(), v -> root.put("datacenter", v));
    set(flags.logLevel(), v -> root.put("log_level", v));
    set(flags.aclEnabled(), v -> inner(root, "acl").put("enabled", v));
    set(flags.bootstrapExpect(), v -> inner(root, "server").put("bootstrap_expect", v));
    set(flags.nodeClass(), v -> inner(root, "client").put("node_class", v));
    set(flags.nodePool(), v -> inner(root, "client").put("node_pool", v));
    if (flags.server()) {
      inner(root, "server").put("enabled", true);
    }
    if (flags.client()) {
      inner(root, "client").put("enabled", true);
    }
    if (!flags.servers().isEmpty()) {
      ObjectNode client = inner(root, "client");
      ArrayNode servers =
          client.get("servers") instanceof ArrayNode present ? present : client.putArray("servers");
      flags.servers().forEach(servers::add);
    }
    flags.meta().forEach((k, v) -> inner(inner(root, "client"), "meta").put(k, v));
    return withWarnings(read(root.toString()), config.warnings());
  }

  private static <T> void set(Optional<T> value, Consumer<T> setter) {
    value.ifPresent(setter);
  }

  private static ObjectNode inner(ObjectNode parent, String key) {
    return parent.get(key) instanceof ObjectNode present ? present : parent.putObject(key);
  }

  /** Puts one tree over another: blocks merge, everything else is replaced. */
  public static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            member -> {
              JsonNode before = into.get(member.getKey());
              if (before instanceof ObjectNode b && member.getValue() instanceof ObjectNode m) {
                merge(b, m);
              } else {
                into.set(member.getKey(), member.getValue().deepCopy());
              }
            });
  }
}
