package io.drover.documents;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How one member keeps documents.
 *
 * @param dataDir where the documents are; locked while they are open
 * @param self this member
 * @param members all configured members, this one among them: a majority of these must have a
 *     document before it counts as stored
 * @param cluster name all members share
 * @param memoryBytes documents kept in memory; others are read from disk
 * @param freeBytesMin documents are refused while the disk has less
 */
public record DocumentsConfig(
    Path dataDir,
    Peer self,
    List<Peer> members,
    String cluster,
    long memoryBytes,
    long freeBytesMin) {

  /** A working set of some 16,000 job bodies of 2 KB. */
  public static final long MEMORY_BYTES = 32L << 20;

  /** More than the log's reserve of 64 MB: when a shared disk fills up, bulk stops first. */
  public static final long FREE_BYTES_MIN = 96L << 20;

  /** A member as the documents' own network sees it; the id is the log's. */
  public record Peer(String id, String host, int port) {}

  public DocumentsConfig {
    members = List.copyOf(members);
    if (!members.contains(self)) {
      throw new IllegalArgumentException("the members " + members + " do not contain " + self);
    }
    if (members.stream().map(Peer::id).distinct().count() != members.size()) {
      throw new IllegalArgumentException("two members have the same id: " + members);
    }
  }

  /** One member, without a network. */
  public static DocumentsConfig single(Path dataDir) {
    Peer self = new Peer("m1", "127.0.0.1", 0);
    return new DocumentsConfig(
        dataDir, self, List.of(self), "drover", MEMORY_BYTES, FREE_BYTES_MIN);
  }

  boolean alone() {
    return members.size() == 1;
  }

  int majority() {
    return members.size() / 2 + 1;
  }

  /** {@code host[port],host[port]}, as JGroups writes it. */
  String initialHosts() {
    return members.stream()
        .map(m -> m.host() + "[" + m.port() + "]")
        .collect(Collectors.joining(","));
  }
}
