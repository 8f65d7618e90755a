package io.drover.log.raft;

import io.drover.log.Member;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How one member's log is run.
 *
 * @param dataDir everything the log keeps; locked while it runs
 * @param self this member: its id must stay what it was when the directory was first used
 * @param peers all voters, this one among them, in the same order on every member
 * @param cluster name all members share; the first start derives the cluster's id from it
 * @param limits when to take snapshots and to refuse entries
 * @param tls keys for mutual TLS between the members; without, they speak clear text
 */
public record RatisLogConfig(
    Path dataDir,
    Member self,
    List<Member> peers,
    String cluster,
    Limits limits,
    Optional<Tls> tls) {

  public RatisLogConfig {
    peers = List.copyOf(peers);
    if (!peers.contains(self)) {
      throw new IllegalArgumentException(
          "the peers " + peers + " do not contain this member, " + self);
    }
    if (peers.stream().map(Member::id).distinct().count() != peers.size()) {
      throw new IllegalArgumentException("two of the peers have the same id: " + peers);
    }
    if (cluster.isBlank()) {
      throw new IllegalArgumentException("the cluster needs a name");
    }
  }

  /**
   * When to act.
   *
   * @param snapshotEntries a snapshot is due after so many entries
   * @param snapshotBytes or after so many bytes of entries, or as many as the last snapshot had,
   *     whichever is more: so copying the state never costs more than writing the log did
   * @param freeBytesMin entries are refused while the disk has less: it must hold a new segment's
   *     preallocation, what is in flight and an election's notes, so that Ratis never meets a full
   *     disk, after which it could not write again before a restart
   */
  public record Limits(long snapshotEntries, long snapshotBytes, long freeBytesMin) {

    /** 32 MB of log are read back in about a second; 64 MB free is twice what can be in flight. */
    public static final Limits DEFAULT = new Limits(50_000, 32L << 20, 64L << 20);

    /** Entries are never refused for want of space: for tests of a disk that is really full. */
    static final long UNCHECKED = Long.MIN_VALUE / 2;

    public Limits {
      if (snapshotEntries < 1
          || snapshotBytes < 1
          || (freeBytesMin < 0 && freeBytesMin != UNCHECKED)) {
        throw new IllegalArgumentException("limits must be positive");
      }
    }
  }

  /** PEM files: private key, certificate chain, certificates trusted. */
  public record Tls(Path key, Path certificates, Path trusted) {}

  /** One voter on the loopback, the embedded default. */
  public static RatisLogConfig single(Path dataDir, int port) {
    Member self = new Member("m1", "127.0.0.1", port);
    return new RatisLogConfig(
        dataDir, self, List.of(self), "drover", Limits.DEFAULT, Optional.empty());
  }

  public RatisLogConfig with(Limits changed) {
    return new RatisLogConfig(dataDir, self, peers, cluster, changed, tls);
  }

  boolean singleVoter() {
    return peers.size() == 1;
  }
}
