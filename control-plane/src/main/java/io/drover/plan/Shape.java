package io.drover.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the members of one kind of block are shown, where that is not plain from their JSON. A member
 * that no rule names is shown by what it is: a scalar as a field, a list of texts as a set, a block
 * as an object, a list of blocks as a set of objects. Immutable.
 *
 * @param hidden members that are not shown, though they count as a difference
 * @param maps objects with free keys that are shown as fields of this block
 * @param joined lists of texts that are shown as one field
 * @param first blocks that are shown before all others, in this order
 * @param titles names of blocks other than the member's own without its plural
 * @param blocks shapes of blocks
 * @param keyed objects with a block for each of their free keys
 * @param keys members by which the blocks of a list are found again after an edit, the most telling
 *     first; without any, an edited block is a deleted and an added one
 * @param free everything below has free keys and is shown as fields
 */
record Shape(
    Set<String> hidden,
    Set<String> maps,
    Set<String> joined,
    List<String> first,
    Map<String, String> titles,
    Map<String, Shape> blocks,
    Set<String> keyed,
    Map<String, List<String>> keys,
    boolean free) {

  static final Shape PLAIN =
      new Shape(
          Set.of(), Set.of(), Set.of(), List.of(), Map.of(), Map.of(), Set.of(), Map.of(), false);

  private static final Shape FREE =
      new Shape(
          Set.of(), Set.of(), Set.of(), List.of(), Map.of(), Map.of(), Set.of(), Map.of(), true);

  private static final Shape CHECK =
      PLAIN.first("Args", "Header", "CheckRestart").blocks(Map.of("Header", FREE));

  private static final Shape SERVICE =
      PLAIN
          .maps("Meta", "CanaryMeta", "TaggedAddresses")
          .first("Tags", "CanaryTags", "Checks", "Connect")
          .titles(Map.of("Connect", "ConsulConnect"))
          .blocks(Map.of("Checks", CHECK))
          .keys(Map.of("Checks", List.of("Name")));

  private static final Shape NETWORK =
      PLAIN
          .hide("Device", "CIDR", "IP")
          .first("ReservedPorts", "DynamicPorts", "DNS")
          .titles(Map.of("ReservedPorts", "Static Port", "DynamicPorts", "Dynamic Port"))
          .blocks(
              Map.of(
                  "DynamicPorts",
                  PLAIN.hide("Value"),
                  "DNS",
                  PLAIN.joined("Servers", "Searches", "Options")));

  private static final Shape RESOURCES =
      PLAIN.blocks(Map.of("Networks", NETWORK, "Devices", PLAIN.hide("Constraints", "Affinities")));

  private static final Shape TEMPLATE =
      PLAIN.first("Wait", "ChangeScript").titles(Map.of("Wait", "Template"));

  private static final Shape UPDATE = PLAIN.hide("Stagger");

  /** A task; its lifecycle and the like show only as a task that is edited. */
  static final Shape TASK =
      PLAIN
          .hide(
              "Name",
              "Lifecycle",
              "VolumeMounts",
              "RestartPolicy",
              "ScalingPolicies",
              "CSIPluginConfig")
          .maps("Env", "Meta")
          .first(
              "Constraints",
              "Affinities",
              "Config",
              "Resources",
              "LogConfig",
              "DispatchPayload",
              "Artifacts",
              "Services",
              "Vault",
              "Templates",
              "Identity")
          .blocks(
              Map.of(
                  "Config",
                  FREE,
                  "Resources",
                  RESOURCES,
                  "Services",
                  SERVICE,
                  "Artifacts",
                  PLAIN.maps("GetterOptions", "GetterHeaders"),
                  "Templates",
                  TEMPLATE))
          .keys(Map.of("Services", List.of("Name", "PortLabel"), "Templates", List.of("DestPath")));

  /** A group without its tasks. */
  static final Shape GROUP =
      PLAIN
          .hide("Name", "Tasks", "Spreads", "Migrate", "Scaling")
          .maps("Meta")
          .first(
              "Constraints",
              "Affinities",
              "RestartPolicy",
              "ReschedulePolicy",
              "EphemeralDisk",
              "Consul",
              "Update",
              "Networks",
              "Services",
              "Volumes")
          .blocks(Map.of("Update", UPDATE, "Networks", NETWORK, "Services", SERVICE))
          .keyed("Volumes")
          .keys(Map.of("Services", List.of("Name", "PortLabel")));

  /** A group that comes or goes as a whole. */
  static final Shape WHOLE_GROUP =
      GROUP.hide(
          "Name",
          "Tasks",
          "Spreads",
          "Migrate",
          "Scaling",
          "ShutdownDelay",
          "StopAfterClientDisconnect",
          "MaxClientDisconnect");

  /** A job without its groups. Tokens are secrets, and a payload is no text. */
  static final Shape JOB =
      PLAIN
          .hide(
              "ID",
              "TaskGroups",
              "Spreads",
              "Update",
              "Payload",
              "ConsulToken",
              "VaultToken",
              "NomadTokenID")
          .maps("Meta")
          .first(
              "Datacenters",
              "Constraints",
              "Affinities",
              "Periodic",
              "ParameterizedJob",
              "Multiregion")
          .blocks(Map.of("ParameterizedJob", PLAIN.first("MetaOptional", "MetaRequired")));

  private Shape hide(String... names) {
    return new Shape(Set.of(names), maps, joined, first, titles, blocks, keyed, keys, free);
  }

  private Shape maps(String... names) {
    return new Shape(hidden, Set.of(names), joined, first, titles, blocks, keyed, keys, free);
  }

  private Shape joined(String... names) {
    return new Shape(hidden, maps, Set.of(names), first, titles, blocks, keyed, keys, free);
  }

  private Shape first(String... names) {
    return new Shape(hidden, maps, joined, List.of(names), titles, blocks, keyed, keys, free);
  }

  private Shape titles(Map<String, String> by) {
    return new Shape(hidden, maps, joined, first, by, blocks, keyed, keys, free);
  }

  private Shape blocks(Map<String, Shape> by) {
    return new Shape(hidden, maps, joined, first, titles, by, keyed, keys, free);
  }

  private Shape keyed(String... names) {
    return new Shape(hidden, maps, joined, first, titles, blocks, Set.of(names), keys, free);
  }

  private Shape keys(Map<String, List<String>> by) {
    return new Shape(hidden, maps, joined, first, titles, blocks, keyed, by, free);
  }

  Shape block(String name) {
    return blocks.getOrDefault(name, PLAIN);
  }

  /** The name under which a member is shown; one of several is shown without the plural. */
  String title(String name, boolean oneOfMany) {
    String title = titles.get(name);
    if (title != null || !oneOfMany) {
      return title == null ? name : title;
    }
    if (name.endsWith("ies")) {
      return name.substring(0, name.length() - 3) + "y";
    }
    return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
  }
}
