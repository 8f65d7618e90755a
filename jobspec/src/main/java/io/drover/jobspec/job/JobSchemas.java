package io.drover.jobspec.job;

import static io.drover.jobspec.job.Schema.Arity.*;
import static io.drover.jobspec.job.Schema.Kind.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Body;
import io.drover.jobspec.hcl.Expression;
import java.util.HashSet;
import java.util.Set;

/** The tables of the job language of Nomad 1.6. One tree of tables, built once when first used. */
final class JobSchemas {

  static final Schema JOB = job();

  private static final long SECONDS_5 = 5_000_000_000L;

  private JobSchemas() {}

  private static Schema empty() {
    return Schema.of();
  }

  private static Schema constraints(Schema schema) {
    return schema
        .block(CONSTRAINT, "constraint", "Constraints", ShorthandBlocks.CONSTRAINT)
        .block(AFFINITY, "affinity", "Affinities", ShorthandBlocks.AFFINITY);
  }

  private static Schema job() {
    Schema schema =
        Schema.of()
            .opt(STRING, "id", "ID")
            .opt(STRING, "name", "Name")
            .opt(STRING, "region", "Region")
            .opt(STRING, "namespace", "Namespace")
            .opt(STRING, "type", "Type")
            .opt(INT, "priority", "Priority")
            .opt(BOOL, "all_at_once", "AllAtOnce")
            .opt(STRINGS, "datacenters", "Datacenters")
            .opt(STRING, "node_pool", "NodePool")
            .opt(STRING, "consul_token", "ConsulToken")
            .opt(STRING, "vault_token", "VaultToken");
    return constraints(schema)
        .block(MANY, "spread", "Spreads", spread())
        .block(ONE, "update", "Update", update())
        .block(ONE, "migrate", "Migrate", migrate())
        .block(ONE, "reschedule", "Reschedule", reschedule())
        .block(ONE, "periodic", "Periodic", periodic())
        .block(ONE, "parameterized", "ParameterizedJob", parameterized())
        .block(ONE, "multiregion", "Multiregion", multiregion())
        .block(STRING_MAP_OR_ATTRIBUTE, "meta", "Meta", empty())
        .block(INHERITED, "vault", "Vault", vault())
        .labelled(MANY, "task", "Tasks", task(), "Name", "name")
        .labelled(MANY, "group", "TaskGroups", group(), "Name", "name")
        .finish((job, body, decoder) -> job.put("Dispatched", false));
  }

  private static Schema group() {
    Schema schema =
        Schema.of()
            .opt(INT, "count", "Count")
            .opt(DURATION, "shutdown_delay", "ShutdownDelay")
            .opt(DURATION, "stop_after_client_disconnect", "StopAfterClientDisconnect")
            .opt(DURATION, "max_client_disconnect", "MaxClientDisconnect");
    return constraints(schema)
        .block(MANY, "spread", "Spreads", spread())
        .block(ONE, "restart", "RestartPolicy", restart())
        .block(ONE, "reschedule", "ReschedulePolicy", reschedule())
        .block(ONE, "ephemeral_disk", "EphemeralDisk", ephemeralDisk())
        .block(ONE, "update", "Update", update())
        .block(ONE, "migrate", "Migrate", migrate())
        .block(MANY, "network", "Networks", network())
        .block(STRING_MAP_OR_ATTRIBUTE, "meta", "Meta", empty())
        .block(MANY, "service", "Services", service())
        .labelled(BY_LABEL, "volume", "Volumes", volume(), "Name", "")
        .block(ONE, "scaling", "Scaling", scaling(true))
        .block(ONE, "consul", "Consul", Schema.of().zero(STRING, "namespace", "Namespace"))
        .block(INHERITED, "vault", "Vault", vault())
        .labelled(MANY, "task", "Tasks", task(), "Name", "name");
  }

  private static Schema task() {
    Schema schema =
        Schema.of()
            .zero(STRING, "driver", "Driver")
            .zero(STRING, "user", "User")
            .zero(BOOL, "leader", "Leader")
            .zero(DURATION, "shutdown_delay", "ShutdownDelay")
            .zero(STRING, "kill_signal", "KillSignal")
            .zero(STRING, "kind", "Kind")
            .opt(DURATION, "kill_timeout", "KillTimeout");
    return constraints(schema)
        .block(FREE, "config", "Config", empty())
        .block(STRING_MAP_OR_ATTRIBUTE, "env", "Env", empty())
        .block(STRING_MAP_OR_ATTRIBUTE, "meta", "Meta", empty())
        .block(
            ONE,
            "lifecycle",
            "Lifecycle",
            Schema.of().zero(STRING, "hook", "Hook").zero(BOOL, "sidecar", "Sidecar"))
        .block(MANY, "service", "Services", service())
        .block(ONE, "resources", "Resources", resources())
        .block(ONE, "restart", "RestartPolicy", restart())
        .block(ONE, "logs", "LogConfig", logs())
        .block(MANY, "artifact", "Artifacts", artifact())
        .block(ONE, "vault", "Vault", vault())
        .block(MANY, "template", "Templates", template())
        .block(ONE, "dispatch_payload", "DispatchPayload", Schema.of().zero(STRING, "file", "File"))
        .block(MANY, "volume_mount", "VolumeMounts", volumeMount())
        .block(ONE, "csi_plugin", "CSIPluginConfig", csiPlugin())
        .labelled(MANY, "scaling", "ScalingPolicies", scaling(false), "Type", "name")
        .block(
            ONE,
            "identity",
            "Identity",
            Schema.of().zero(BOOL, "env", "Env").zero(BOOL, "file", "File"))
        .finish(JobSchemas::finishTask);
  }

  /** The label of a vertical scaling policy says which resource it is about. */
  private static void finishTask(ObjectNode task, Body body, BlockDecoder decoder) {
    if (!(task.get("ScalingPolicies") instanceof ArrayNode policies)) {
      return;
    }
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (Body.Block block : decoder.blocks(body, "scaling")) {
      String label = block.labels().getFirst();
      if (!label.equals("cpu") && !label.equals("mem")) {
        decoder
            .diagnostics()
            .add(
                block.labelRanges().getFirst(),
                "Invalid scaling policy name",
                "scaling policy name must be \"cpu\" or \"mem\"");
      } else if (!seen.add(label)) {
        Body.Block first =
            decoder.blocks(body, "scaling").stream()
                .filter(b -> b.labels().getFirst().equals(label))
                .findFirst()
                .orElse(block);
        decoder
            .diagnostics()
            .add(
                block.headerRange(),
                "Duplicate scaling " + GoText.quote(label) + " block",
                "Only one scaling "
                    + label
                    + " block is allowed. Another was defined at "
                    + first.headerRange()
                    + ".");
      }
      if (policies.get(i) instanceof ObjectNode policy) {
        policy.put("Type", "vertical_" + label);
      }
      i++;
    }
  }

  private static Schema spread() {
    return Schema.of()
        .zero(STRING, "attribute", "Attribute")
        .opt(INT8, "weight", "Weight")
        .labelled(
            MANY,
            "target",
            "SpreadTarget",
            Schema.of().zero(UINT8, "percent", "Percent"),
            "Value",
            "");
  }

  private static Schema update() {
    return Schema.of()
        .opt(DURATION, "stagger", "Stagger")
        .opt(INT, "max_parallel", "MaxParallel")
        .opt(STRING, "health_check", "HealthCheck")
        .opt(DURATION, "min_healthy_time", "MinHealthyTime")
        .opt(DURATION, "healthy_deadline", "HealthyDeadline")
        .opt(DURATION, "progress_deadline", "ProgressDeadline")
        .opt(INT, "canary", "Canary")
        .opt(BOOL, "auto_revert", "AutoRevert")
        .opt(BOOL, "auto_promote", "AutoPromote");
  }

  private static Schema migrate() {
    return Schema.of()
        .opt(INT, "max_parallel", "MaxParallel")
        .opt(STRING, "health_check", "HealthCheck")
        .opt(DURATION, "min_healthy_time", "MinHealthyTime")
        .opt(DURATION, "healthy_deadline", "HealthyDeadline");
  }

  private static Schema reschedule() {
    return Schema.of()
        .opt(INT, "attempts", "Attempts")
        .opt(DURATION, "interval", "Interval")
        .opt(DURATION, "delay", "Delay")
        .opt(STRING, "delay_function", "DelayFunction")
        .opt(DURATION, "max_delay", "MaxDelay")
        .opt(BOOL, "unlimited", "Unlimited");
  }

  private static Schema restart() {
    return Schema.of()
        .opt(DURATION, "interval", "Interval")
        .opt(INT, "attempts", "Attempts")
        .opt(DURATION, "delay", "Delay")
        .opt(STRING, "mode", "Mode");
  }

  private static Schema periodic() {
    return Schema.of()
        .opt(BOOL, "enabled", "Enabled")
        .opt(STRING, "cron", "Spec")
        .opt(BOOL, "prohibit_overlap", "ProhibitOverlap")
        .opt(STRING, "time_zone", "TimeZone")
        .finish(
            (periodic, body, decoder) -> {
              if (periodic.has("Spec")) {
                periodic.put("SpecType", "cron");
              }
            });
  }

  private static Schema parameterized() {
    return Schema.of()
        .zero(STRING, "payload", "Payload")
        .opt(STRINGS, "meta_required", "MetaRequired")
        .opt(STRINGS, "meta_optional", "MetaOptional");
  }

  private static Schema multiregion() {
    Schema strategy =
        Schema.of().opt(INT, "max_parallel", "MaxParallel").opt(STRING, "on_failure", "OnFailure");
    Schema region =
        Schema.of()
            .opt(INT, "count", "Count")
            .opt(STRINGS, "datacenters", "Datacenters")
            .zero(STRING, "node_pool", "NodePool")
            .block(STRING_MAP, "meta", "Meta", empty());
    return Schema.of()
        .block(ONE, "strategy", "Strategy", strategy)
        .labelled(MANY, "region", "Regions", region, "Name", "");
  }

  private static Schema ephemeralDisk() {
    return Schema.of()
        .opt(BOOL, "sticky", "Sticky")
        .opt(BOOL, "migrate", "Migrate")
        .opt(INT, "size", "SizeMB");
  }

  private static Schema network() {
    Schema port =
        Schema.of()
            .zero(INT, "static", "Value")
            .zero(INT, "to", "To")
            .zero(STRING, "host_network", "HostNetwork");
    Schema dns =
        Schema.of()
            .opt(STRINGS, "servers", "Servers")
            .opt(STRINGS, "searches", "Searches")
            .opt(STRINGS, "options", "Options");
    return Schema.of()
        .zero(STRING, "mode", "Mode")
        .zero(STRING, "device", "Device")
        .zero(STRING, "cidr", "CIDR")
        .zero(STRING, "ip", "IP")
        .zero(STRING, "hostname", "Hostname")
        .opt(INT, "mbits", "MBits")
        .block(ONE, "dns", "DNS", dns)
        .labelled(MANY, "port", "Ports", port, "Label", "")
        .labelled(IGNORED, "reserved_ports", "", empty(), "Label", "")
        .finish(JobSchemas::finishNetwork);
  }

  /** Ports with a number of their own are reserved, the others get one. */
  private static void finishNetwork(ObjectNode network, Body body, BlockDecoder decoder) {
    JsonNode ports = network.remove("Ports");
    if (ports == null) {
      return;
    }
    for (JsonNode port : ports) {
      String list = port.path("Value").asLong() > 0 ? "ReservedPorts" : "DynamicPorts";
      ArrayNode target =
          network.get(list) instanceof ArrayNode present ? present : network.putArray(list);
      target.add(port);
    }
  }

  private static Schema volume() {
    Schema mount =
        Schema.of().zero(STRING, "fs_type", "FSType").opt(STRINGS, "mount_flags", "MountFlags");
    return Schema.of()
        .zero(STRING, "type", "Type")
        .zero(STRING, "source", "Source")
        .zero(BOOL, "read_only", "ReadOnly")
        .zero(STRING, "access_mode", "AccessMode")
        .zero(STRING, "attachment_mode", "AttachmentMode")
        .zero(BOOL, "per_alloc", "PerAlloc")
        .block(ONE, "mount_options", "MountOptions", mount);
  }

  private static Schema volumeMount() {
    return Schema.of()
        .opt(STRING, "volume", "Volume")
        .opt(STRING, "destination", "Destination")
        .opt(BOOL, "read_only", "ReadOnly")
        .opt(STRING, "propagation_mode", "PropagationMode");
  }

  private static Schema scaling(boolean group) {
    Schema schema =
        Schema.of()
            .opt(INT, "min", "Min")
            .required(INT, "max", "Max")
            .opt(BOOL, "enabled", "Enabled")
            .block(FREE, "policy", "Policy", empty())
            .finish(
                (policy, body, decoder) -> {
                  policy.put("ID", "").put("Namespace", "");
                  policy.put("CreateIndex", 0L).put("ModifyIndex", 0L);
                  if (group) {
                    horizontal(policy, body, decoder);
                  }
                });
    return group ? schema.opt(STRING, "type", "Type") : schema;
  }

  private static void horizontal(ObjectNode policy, Body body, BlockDecoder decoder) {
    String type = policy.path("Type").asText("horizontal");
    if (!type.equals("horizontal")) {
      Expression expression = body.attribute("type").orElseThrow().expression();
      decoder
          .diagnostics()
          .add(
              expression.range(),
              "Invalid group scaling type",
              "task group scaling policy had invalid type: " + GoText.quote(type));
    }
    policy.put("Type", "horizontal");
  }

  private static Schema resources() {
    Schema device = constraints(Schema.of().opt(UINT64, "count", "Count"));
    return Schema.of()
        .opt(INT, "cpu", "CPU")
        .opt(INT, "cores", "Cores")
        .opt(INT, "memory", "MemoryMB")
        .opt(INT, "memory_max", "MemoryMaxMB")
        .opt(INT, "disk", "DiskMB")
        .opt(INT, "iops", "IOPS")
        .block(MANY, "network", "Networks", network())
        .labelled(MANY, "device", "Devices", device, "Name", "");
  }

  private static Schema logs() {
    return Schema.of()
        .opt(INT, "max_files", "MaxFiles")
        .opt(INT, "max_file_size", "MaxFileSizeMB")
        .opt(BOOL, "enabled", "Enabled")
        .opt(BOOL, "disabled", "Disabled");
  }

  private static Schema artifact() {
    return Schema.of()
        .opt(STRING, "source", "GetterSource")
        .opt(STRING, "destination", "RelativeDest")
        .opt(STRING, "mode", "GetterMode")
        .block(STRING_MAP, "options", "GetterOptions", empty())
        .block(STRING_MAP, "headers", "GetterHeaders", empty());
  }

  private static Schema vault() {
    return Schema.of()
        .opt(STRINGS, "policies", "Policies")
        .opt(STRING, "namespace", "Namespace")
        .opt(BOOL, "env", "Env")
        .opt(BOOL, "disable_file", "DisableFile")
        .opt(STRING, "change_mode", "ChangeMode")
        .opt(STRING, "change_signal", "ChangeSignal")
        .finish(
            (vault, body, decoder) -> {
              byDefault(vault, "Env", JsonNodeFactory.instance.booleanNode(true));
              byDefault(vault, "DisableFile", JsonNodeFactory.instance.booleanNode(false));
              byDefault(vault, "ChangeMode", JsonNodeFactory.instance.textNode("restart"));
            });
  }

  private static void byDefault(ObjectNode object, String member, JsonNode value) {
    if (!object.has(member)) {
      object.set(member, value);
    }
  }

  private static Schema template() {
    Schema wait = Schema.of().opt(DURATION, "min", "Min").opt(DURATION, "max", "Max");
    Schema script =
        Schema.of()
            .opt(STRING, "command", "Command")
            .opt(STRINGS, "args", "Args")
            .opt(DURATION, "timeout", "Timeout")
            .opt(BOOL, "fail_on_error", "FailOnError")
            .finish(
                (s, body, decoder) -> {
                  byDefault(s, "Args", JsonNodeFactory.instance.arrayNode());
                  byDefault(s, "Timeout", JsonNodeFactory.instance.numberNode(SECONDS_5));
                  byDefault(s, "FailOnError", JsonNodeFactory.instance.booleanNode(false));
                });
    return Schema.of()
        .opt(STRING, "source", "SourcePath")
        .opt(STRING, "destination", "DestPath")
        .opt(STRING, "data", "EmbeddedTmpl")
        .opt(STRING, "change_mode", "ChangeMode")
        .opt(STRING, "change_signal", "ChangeSignal")
        .opt(DURATION, "splay", "Splay")
        .opt(STRING, "perms", "Perms")
        .opt(INT, "uid", "Uid")
        .opt(INT, "gid", "Gid")
        .opt(STRING, "left_delimiter", "LeftDelim")
        .opt(STRING, "right_delimiter", "RightDelim")
        .opt(BOOL, "env", "Envvars")
        .opt(DURATION, "vault_grace", "VaultGrace")
        .opt(BOOL, "error_on_missing_key", "ErrMissingKey")
        .block(ONE, "change_script", "ChangeScript", script)
        .block(ONE, "wait", "Wait", wait)
        .finish(
            (t, body, decoder) -> {
              byDefault(t, "ChangeMode", JsonNodeFactory.instance.textNode("restart"));
              byDefault(t, "Splay", JsonNodeFactory.instance.numberNode(SECONDS_5));
              byDefault(t, "Perms", JsonNodeFactory.instance.textNode("0644"));
              byDefault(t, "ErrMissingKey", JsonNodeFactory.instance.booleanNode(false));
            });
  }

  private static Schema csiPlugin() {
    return Schema.of()
        .zero(STRING, "id", "ID")
        .zero(STRING, "type", "Type")
        .zero(STRING, "mount_dir", "MountDir")
        .zero(STRING, "stage_publish_base_dir", "StagePublishBaseDir")
        .zero(DURATION, "health_timeout", "HealthTimeout");
  }

  private static Schema checkRestart() {
    return Schema.of()
        .zero(INT, "limit", "Limit")
        .opt(DURATION, "grace", "Grace")
        .zero(BOOL, "ignore_warnings", "IgnoreWarnings");
  }

  private static Schema service() {
    return Schema.of()
        .zero(STRING, "name", "Name")
        .zero(STRING, "port", "PortLabel")
        .zero(STRING, "provider", "Provider")
        .zero(STRING, "address_mode", "AddressMode")
        .zero(STRING, "address", "Address")
        .zero(STRING, "task", "TaskName")
        .opt(STRINGS, "tags", "Tags")
        .opt(STRINGS, "canary_tags", "CanaryTags")
        .zero(BOOL, "enable_tag_override", "EnableTagOverride")
        .zero(STRING, "on_update", "OnUpdate")
        .block(STRING_MAP, "meta", "Meta", empty())
        .block(STRING_MAP, "canary_meta", "CanaryMeta", empty())
        .block(STRING_MAP, "tagged_addresses", "TaggedAddresses", empty())
        .block(MANY, "check", "Checks", check())
        .block(ONE, "check_restart", "CheckRestart", checkRestart())
        .block(ONE, "connect", "Connect", ConnectSchemas.connect(resources(), logs()));
  }

  private static Schema check() {
    return Schema.of()
        .zero(STRING, "name", "Name")
        .zero(STRING, "type", "Type")
        .zero(STRING, "command", "Command")
        .opt(STRINGS, "args", "Args")
        .zero(STRING, "path", "Path")
        .zero(STRING, "protocol", "Protocol")
        .zero(STRING, "port", "PortLabel")
        .zero(BOOL, "expose", "Expose")
        .zero(STRING, "address_mode", "AddressMode")
        .zero(STRING, "advertise", "Advertise")
        .zero(DURATION, "interval", "Interval")
        .zero(DURATION, "timeout", "Timeout")
        .zero(STRING, "initial_status", "InitialStatus")
        .zero(STRING, "tls_server_name", "TLSServerName")
        .zero(BOOL, "tls_skip_verify", "TLSSkipVerify")
        .zero(STRING, "method", "Method")
        .zero(STRING, "body", "Body")
        .zero(STRING, "grpc_service", "GRPCService")
        .zero(BOOL, "grpc_use_tls", "GRPCUseTLS")
        .zero(STRING, "task", "TaskName")
        .zero(INT, "success_before_passing", "SuccessBeforePassing")
        .zero(INT, "failures_before_critical", "FailuresBeforeCritical")
        .zero(STRING, "on_update", "OnUpdate")
        .block(STRINGS_MAP, "header", "Header", empty())
        .block(ONE, "check_restart", "CheckRestart", checkRestart());
  }
}
