package io.drover.http.render;

import io.drover.contract.model.Namespace;
import io.drover.contract.model.NamespaceCapabilities;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.PoolScheduling;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.state.Snapshot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What operators decide, with what is built in, as the wire shows it. Source: objects.md 9, 12. */
public final class Operators {

  private static final Namespace DEFAULT_NAMESPACE =
      new Namespace(Namespace.DEFAULT, "Default shared namespace", "", null, Map.of(), 1, 1);
  private static final NodePool ALL =
      new NodePool(NodePool.ALL, "Node pool with all nodes in the cluster.", Map.of(), null, 1, 1);
  private static final NodePool DEFAULT =
      new NodePool(NodePool.DEFAULT, "Default node pool.", Map.of(), null, 1, 1);

  private Operators() {}

  private record NamespaceRow(
      String name,
      String description,
      String quota,
      @Nullable NamespaceCapabilities capabilities,
      @Nullable Object nodePoolConfiguration,
      Map<String, String> meta,
      String hash,
      long createIndex,
      long modifyIndex) {}

  private record NodePoolRow(
      String name,
      String description,
      Map<String, String> meta,
      @Nullable PoolScheduling schedulerConfiguration,
      @Nullable String hash,
      long createIndex,
      long modifyIndex) {}

  private record Scheduling(
      SchedulerConfiguration schedulerConfig,
      long index,
      long lastContact,
      boolean knownLeader,
      String nextToken) {}

  /** The namespaces by name, the built-in one included. */
  public static List<Namespace> namespaces(Snapshot snapshot) {
    TreeMap<String, Namespace> all = new TreeMap<>();
    all.put(Namespace.DEFAULT, DEFAULT_NAMESPACE);
    snapshot.namespaces().rows().forEach(n -> all.put(n.name(), n));
    return List.copyOf(all.values());
  }

  /** The node pools by name, the built-in ones included. */
  public static List<NodePool> nodePools(Snapshot snapshot) {
    TreeMap<String, NodePool> all = new TreeMap<>();
    all.put(ALL.name(), ALL);
    all.put(DEFAULT.name(), DEFAULT);
    snapshot.nodePools().rows().forEach(p -> all.put(p.name(), p));
    return List.copyOf(all.values());
  }

  /** The node pool of that name, or null. */
  public static @Nullable NodePool nodePool(Snapshot snapshot, String name) {
    return switch (name) {
      case NodePool.ALL -> ALL;
      case NodePool.DEFAULT -> DEFAULT;
      default -> snapshot.nodePools().get(name);
    };
  }

  /** Whether tasks on nodes of that pool may use more memory than they reserve. */
  public static boolean oversubscription(Snapshot snapshot, String poolName) {
    NodePool pool = nodePool(snapshot, poolName);
    PoolScheduling own = pool == null ? null : pool.schedulerConfiguration();
    Boolean said = own == null ? null : own.memoryOversubscriptionEnabled();
    return said == null ? snapshot.scheduling().memoryOversubscriptionEnabled() : said;
  }

  public static byte[] namespace(Namespace n) {
    return JsonOut.of(
        new NamespaceRow(
            n.name(),
            n.description(),
            n.quota(),
            n.capabilities(),
            null,
            n.meta(),
            hash(n.withCreateIndex(0).withModifyIndex(0)),
            n.createIndex(),
            n.modifyIndex()));
  }

  public static byte[] nodePool(NodePool p) {
    return JsonOut.of(
        new NodePoolRow(
            p.name(),
            p.description(),
            p.meta(),
            p.schedulerConfiguration(),
            p.builtIn() ? null : hash(p.withCreateIndex(0).withModifyIndex(0)),
            p.createIndex(),
            p.modifyIndex()));
  }

  public static byte[] scheduling(SchedulerConfiguration configuration) {
    return JsonOut.of(new Scheduling(configuration, configuration.modifyIndex(), 0, true, ""));
  }

  /** Clients may only compare it: it is another when the object is. */
  private static String hash(Object value) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(JsonOut.of(value));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
