package io.drover.schedule;

import io.drover.contract.model.Constraint;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.NodeNetwork;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * Nodes of one computed class are alike for every constraint that does not name something unique to
 * a node, so that one of them answers for all. Besides what Nomad counts (semantics.md 7.2) it
 * counts the health of drivers, host volumes and network modes, which Nomad memoises by class
 * without being part of it.
 */
public final class ComputedClass {
  private static final String UNIQUE = "unique.";

  private ComputedClass() {}

  /** The class of a node, {@code v1:} and a number; to be set when a node registers. */
  public static String of(Node node) {
    MessageDigest hash = sha256();
    text(hash, node.datacenter());
    text(hash, node.nodeClass());
    text(hash, node.nodePool());
    map(hash, node.attributes());
    map(hash, node.meta());
    text(hash, "drivers");
    node.drivers()
        .forEach((name, info) -> text(hash, name + info.detected() + '/' + info.healthy()));
    text(hash, "volumes");
    for (HostVolume volume : node.hostVolumes().values()) {
      text(hash, volume.name() + volume.readOnly());
    }
    text(hash, "networks");
    node.hostNetworks().keySet().forEach(name -> text(hash, name));
    for (NodeNetwork network : node.nodeResources().nodeNetworks()) {
      text(hash, network.mode());
      network.addresses().forEach(address -> text(hash, address.alias()));
    }
    text(hash, "devices");
    for (NodeDevice device : node.nodeResources().devices()) {
      text(hash, device.vendor() + '/' + device.type() + '/' + device.name());
      device.attributes().forEach((key, value) -> entry(hash, key, String.valueOf(value)));
    }
    byte[] digest = hash.digest();
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << 8 | digest[i] & 0xff;
    }
    return "v1:" + Long.toUnsignedString(number);
  }

  /** True when nodes of one class can differ in what the constraint sees. */
  static boolean escapes(Constraint constraint) {
    return unique(constraint.lTarget()) || unique(constraint.rTarget());
  }

  private static boolean unique(String target) {
    return target.startsWith("${node.unique.")
        || target.startsWith("${attr.unique.")
        || target.startsWith("${meta.unique.");
  }

  private static void map(MessageDigest hash, Map<String, String> map) {
    text(hash, "map");
    map.forEach((key, value) -> entry(hash, key, value));
  }

  private static void entry(MessageDigest hash, String key, String value) {
    if (!key.startsWith(UNIQUE)) {
      text(hash, key);
      text(hash, value);
    }
  }

  private static void text(MessageDigest hash, String text) {
    hash.update(text.getBytes(StandardCharsets.UTF_8));
    hash.update((byte) 0); // Ends the text: "ab","c" is not "a","bc".
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
