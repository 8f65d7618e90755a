package io.drover.sidecar.simulate;

import io.drover.contract.json.GoDuration;
import io.drover.sidecar.simulate.SimulateOptions.Vanishing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the flags of the program: {@code -flag value} or {@code -flag=value}. */
final class OptionParser {

  static final String USAGE =
      """
      Usage: drover simulate [options]

        Opens sessions of many nodes with a control plane. Their tasks are mock tasks, whatever
        their driver is. Prints counts each second until it is interrupted.

      Options:

        -nodes=<n>              How many nodes. Default: 100.
        -servers=<host:port,…>  The control plane's port for nodes. Default: 127.0.0.1:4647.
        -start-delay=<time>     From an allocation's arrival until it runs. Default: 0s.
        -run-for=<time>         How long batch work runs whose task does not say. Default: for ever.
        -failure-rate=<0…1>     The share of allocations that fail when they start. Default: 0.
        -heartbeat-loss=<0…1>   The share of heartbeats that get lost. Default: 0.
        -vanish=<n>@<time>      So many nodes fall silent after that time. May be given repeatedly.
        -classes=<n>            How many node classes there are. Default: 0, no class.
        -datacenters=<a,b,…>    Nodes take them in turn. Default: dc1.
        -node-pool=<name>       The pool of all nodes. Default: default.
        -name-prefix=<text>     What nodes are named by, with a number. Default: sim-.
        -cpu=<MHz>              Of each node. Default: 16000.
        -memory=<MB>            Of each node. Default: 32768.
        -disk=<MB>              Of each node. Default: 102400.
        -seed=<n>               Decides who fails and what nodes' ids are. Default: 1.
      """;

  // 10.0.0.0/8 has an address for each.
  private static final int NODES_MAX = 1_000_000;

  private static final Set<String> FLAGS =
      Set.of(
          "nodes",
          "servers",
          "start-delay",
          "run-for",
          "failure-rate",
          "heartbeat-loss",
          "vanish",
          "classes",
          "datacenters",
          "node-pool",
          "name-prefix",
          "cpu",
          "memory",
          "disk",
          "seed");

  private final Map<String, String> values = new HashMap<>();
  private final List<String> vanish = new ArrayList<>();

  private OptionParser() {}

  /**
   * Reads all of them.
   *
   * @throws IllegalArgumentException with a text for the user that names the flag
   */
  static SimulateOptions parse(String... arguments) {
    OptionParser parser = new OptionParser();
    parser.take(arguments);
    return parser.options();
  }

  private void take(String... arguments) {
    for (int at = 0; at < arguments.length; at++) {
      String word = arguments[at];
      if (!word.startsWith("-")) {
        throw new IllegalArgumentException("%s is no flag".formatted(word));
      }
      String flag = word.substring(word.startsWith("--") ? 2 : 1);
      int equals = flag.indexOf('=');
      String name = equals < 0 ? flag : flag.substring(0, equals);
      if (!FLAGS.contains(name)) {
        throw new IllegalArgumentException("unknown flag -%s".formatted(name));
      }
      if (equals < 0 && at + 1 == arguments.length) {
        throw new IllegalArgumentException("-%s needs a value".formatted(name));
      }
      String value = equals < 0 ? arguments[++at] : flag.substring(equals + 1);
      if (name.equals("vanish")) {
        vanish.add(value);
      } else {
        values.put(name, value);
      }
    }
  }

  private SimulateOptions options() {
    int nodes = (int) number("nodes", 100, 1, NODES_MAX);
    List<Vanishing> vanishings = vanish.stream().map(OptionParser::vanishing).toList();
    long silent = vanishings.stream().mapToLong(Vanishing::nodes).sum();
    if (silent > nodes) {
      throw new IllegalArgumentException(
          "-vanish: %d nodes cannot fall silent, there are %d".formatted(silent, nodes));
    }
    String runFor = values.get("run-for");
    return new SimulateOptions(
        nodes,
        servers(),
        duration("start-delay", values.getOrDefault("start-delay", "0s")),
        runFor == null ? null : duration("run-for", runFor),
        share("failure-rate"),
        share("heartbeat-loss"),
        (int) number("classes", 0, 0, NODES_MAX),
        list("datacenters", "dc1"),
        pool(),
        values.getOrDefault("name-prefix", "sim-"),
        number("cpu", 16_000, 1, Integer.MAX_VALUE),
        number("memory", 32_768, 1, Integer.MAX_VALUE),
        number("disk", 102_400, 1, Integer.MAX_VALUE),
        vanishings,
        number("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private String pool() {
    String pool = values.getOrDefault("node-pool", "default");
    if (pool.isEmpty() || pool.equals("all")) {
      throw new IllegalArgumentException("-node-pool: no node can be in \"%s\"".formatted(pool));
    }
    return pool;
  }

  private List<String> servers() {
    List<String> servers = list("servers", "127.0.0.1:4647");
    for (String server : servers) {
      if (!server.matches(".+:[0-9]{1,5}")) {
        throw new IllegalArgumentException("-servers: %s is not host:port".formatted(server));
      }
    }
    return servers;
  }

  private List<String> list(String flag, String otherwise) {
    List<String> parts = List.of(values.getOrDefault(flag, otherwise).split(",", -1));
    if (parts.contains("")) {
      throw new IllegalArgumentException("-%s has an empty part".formatted(flag));
    }
    return parts;
  }

  private long number(String flag, long otherwise, long min, long max) {
    String text = values.get(flag);
    if (text == null) {
      return otherwise;
    }
    Long value = wholeNumber(text);
    if (value == null || value < min || value > max) {
      throw new IllegalArgumentException(
          "-%s: %s is not a whole number from %d to %d".formatted(flag, text, min, max));
    }
    return value;
  }

  private static @Nullable Long wholeNumber(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private double share(String flag) {
    String text = values.getOrDefault(flag, "0");
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("-%s: %s is not between 0 and 1".formatted(flag, text));
    }
    return value;
  }

  private static Duration duration(String flag, String text) {
    Duration value;
    try {
      value = GoDuration.parse(text);
    } catch (GoDuration.FormatException e) {
      throw new IllegalArgumentException("-%s: %s".formatted(flag, e.text()), e);
    }
    if (value.isNegative()) {
      throw new IllegalArgumentException("-%s: %s is negative".formatted(flag, text));
    }
    return value;
  }

  private static Vanishing vanishing(String text) {
    int at = text.indexOf('@');
    Long nodes = at < 0 ? null : wholeNumber(text.substring(0, at));
    if (nodes == null || nodes < 1 || nodes > NODES_MAX) {
      throw new IllegalArgumentException(
          "-vanish: %s is not <nodes>@<time>, such as 50@30s".formatted(text));
    }
    return new Vanishing(nodes.intValue(), duration("vanish", text.substring(at + 1)));
  }
}
