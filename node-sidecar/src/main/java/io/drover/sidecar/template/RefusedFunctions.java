package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Functions that are known and that no template may or can use here. */
final class RefusedFunctions {

  private static final List<String> DISABLED = List.of("plugin", "writeToFile");
  private static final List<String> CONSUL =
      List.of(
          "caLeaf",
          "caRoots",
          "connect",
          "datacenters",
          "exportedServices",
          "key",
          "keyExists",
          "keyOrDefault",
          "ls",
          "node",
          "nodes",
          "partitions",
          "peerings",
          "safeLs",
          "safeTree",
          "service",
          "services",
          "tree");

  /** Replaced by those that read Vault where a template is rendered for a task. */
  private static final List<String> VAULT = List.of("pkiCert", "secret", "secrets");

  private static final List<String> ABSENT =
      List.of(
          "byMeta",
          "call",
          "parseYAML",
          "sockaddr",
          "spew_dump",
          "spew_printf",
          "spew_sdump",
          "spew_sprintf");

  private RefusedFunctions() {}

  static Map<String, Function> table() {
    Map<String, Function> table = new HashMap<>();
    DISABLED.forEach(name -> table.put(name, refusal("function is disabled")));
    CONSUL.forEach(name -> table.put(name, refusal("Consul is not configured on this node")));
    VAULT.forEach(name -> table.put(name, refusal("Vault is not configured on this node")));
    ABSENT.forEach(name -> table.put(name, absent(name)));
    return table;
  }

  static Function absent(String name) {
    return refusal("function " + Quoting.quote(name) + " is not supported");
  }

  private static Function refusal(String message) {
    return Function.many(
        call -> {
          throw new FunctionError(message);
        },
        Kind.ANY);
  }
}
