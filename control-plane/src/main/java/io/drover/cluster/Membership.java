package io.drover.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Who the members are, as far as this one knows. A member that expects no other is a cluster of its
 * own at once; any other looks for them until there is a cluster, and keeps that on disk.
 */
public final class Membership implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Membership.class);

  /**
   * How a member looks for the others.
   *
   * @param directory where its roster is kept
   * @param self where it is reached; the id counts only if it is alone
   * @param expected how many members make up the cluster at its start, this one included
   * @param addresses {@code host:port} of members, where members look for each other
   */
  public record Search(
      Path directory, String region, Peer self, int expected, List<String> addresses) {

    public Search {
      addresses = List.copyOf(addresses);
    }

    boolean alone() {
      return expected <= 1 && addresses.isEmpty() && !Roster.isIn(directory);
    }
  }

  private final Search search;
  private final boolean alone;
  private final CompletableFuture<Roster> formed = new CompletableFuture<>();
  private final Formation formation;
  private final Discovery discovery;

  public Membership(Search search) {
    this.search = search;
    this.alone = search.alone();
    Roster roster = roster();
    Peer self = self(roster.memberId());
    this.formation = new Formation(self, search.region(), search.expected());
    this.discovery = new Discovery(search.addresses(), this::greeting, this::heard);
    if (roster.formed()) {
      formed.complete(roster);
    }
  }

  private Roster roster() {
    if (alone) {
      return new Roster(search.self().id(), search.region(), List.of(search.self()));
    }
    try {
      return Roster.open(search.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the members cannot be read from " + search.directory() + ": " + e.getMessage(), e);
    }
  }

  private Peer self(String id) {
    Peer s = search.self();
    return new Peer(
        id, s.name(), s.host(), s.raftPort(), s.gridPort(), s.rpcPort(), s.httpPort(), s.httpTls());
  }

  /** True for a member that neither expects nor knows another. */
  public boolean alone() {
    return alone;
  }

  /** Completes with the cluster's roster once there is a cluster. */
  public CompletableFuture<Roster> formed() {
    return formed;
  }

  /** Begins to look for the others, unless they are known. */
  public void start() {
    if (!formed.isDone()) {
      LOG.infof(
          "looking for %d members at %s",
          search.expected() - 1, String.join(", ", search.addresses()));
      discovery.start();
    }
  }

  /** The members of the cluster; empty as long as there is none. */
  public List<Peer> members() {
    return formed.isDone() ? formed.join().members() : List.of();
  }

  /** The member of that id, if it is known. */
  public Optional<Peer> member(String id) {
    return members().stream().filter(peer -> peer.id().equals(id)).findFirst();
  }

  /** What this member says of itself and the others. */
  Formation.Greeting greeting() {
    Formation.Greeting own = formation.greeting();
    return formed.isDone()
        ? new Formation.Greeting(
            own.region(),
            own.self(),
            own.expected(),
            formed.join().clusterId(),
            formed.join().members())
        : own;
  }

  /**
   * Takes up what another member says of itself.
   *
   * @throws Formation.StrangerException if it can be of no cluster of ours
   */
  void heard(Formation.Greeting other) throws Formation.StrangerException {
    if (formed.isDone()) {
      return;
    }
    Optional<Roster> roster = formation.heard(other);
    if (roster.isPresent()) {
      form(roster.get());
    }
  }

  private synchronized void form(Roster roster) {
    if (formed.isDone()) {
      return;
    }
    try {
      roster.write(search.directory());
    } catch (IOException e) {
      LOG.errorf("the members cannot be kept, to be tried again: %s", e.getMessage());
      return;
    }
    LOG.infof("the cluster has %d members", roster.members().size());
    formed.completeAsync(() -> roster);
  }

  @Override
  public void close() {
    discovery.close();
  }
}
