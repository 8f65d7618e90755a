package io.drover.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * When members that look for each other make up a cluster. Nobody leads yet, so everybody has to
 * come to the same answer alone: as many members as all of them expect, each of which has met
 * exactly the same ones. Pure; who is asked when is the business of {@link Discovery}.
 */
public final class Formation {

  private final Peer self;
  private final String region;
  private final int expected;
  private final Map<String, Greeting> met = new TreeMap<>();

  /**
   * What a member says of itself.
   *
   * @param clusterId empty as long as it belongs to no cluster
   * @param members of the cluster; or those that it has met, itself among them
   */
  public record Greeting(
      String region, Peer self, int expected, String clusterId, List<Peer> members) {

    public Greeting {
      members = List.copyOf(members);
    }
  }

  /** Two members cannot be of one cluster; the message says why. */
  public static final class StrangerException extends Exception {

    private static final long serialVersionUID = 1;

    StrangerException(String message) {
      super(message);
    }
  }

  public Formation(Peer self, String region, int expected) {
    this.self = self;
    this.region = region;
    this.expected = expected;
  }

  /** What this member says of itself. */
  public synchronized Greeting greeting() {
    return new Greeting(region, self, expected, "", known().values().stream().toList());
  }

  private Map<String, Peer> known() {
    Map<String, Peer> known = new TreeMap<>();
    known.put(self.id(), self);
    met.values().forEach(greeting -> known.put(greeting.self().id(), greeting.self()));
    return known;
  }

  /**
   * Takes up what another member says.
   *
   * @return the roster of the cluster, once it is certain
   * @throws StrangerException if the other can be of no cluster of ours
   */
  public synchronized Optional<Roster> heard(Greeting other) throws StrangerException {
    if (!other.region().equals(region)) {
      throw new StrangerException(
          "%s is of region %s, not of %s".formatted(name(other), other.region(), region));
    }
    if (other.self().id().equals(self.id())) {
      return Optional.empty(); // One of the addresses is our own.
    }
    if (!other.clusterId().isEmpty()) {
      return joined(other);
    }
    if (other.expected() != expected) {
      throw new StrangerException(
          "%s expects %d members, this member %d: bootstrap_expect has to be the same"
              .formatted(name(other), other.expected(), expected));
    }
    met.put(other.self().id(), other);
    return complete();
  }

  private Optional<Roster> joined(Greeting other) throws StrangerException {
    boolean ours = other.members().stream().anyMatch(peer -> peer.id().equals(self.id()));
    if (!ours) {
      throw new StrangerException(
          "%s is of a cluster already, of which this member is not; it has to be added there"
              .formatted(name(other)));
    }
    return Optional.of(new Roster(self.id(), other.clusterId(), other.members()));
  }

  private Optional<Roster> complete() throws StrangerException {
    Map<String, Peer> known = known();
    if (known.size() > expected) {
      throw new StrangerException(
          "%d members were found, %d are expected: %s"
              .formatted(
                  known.size(),
                  expected,
                  known.values().stream().map(Peer::name).collect(Collectors.joining(", "))));
    }
    if (known.size() < expected || !met.values().stream().allMatch(g -> same(g, known))) {
      return Optional.empty();
    }
    List<Peer> members = List.copyOf(known.values());
    return Optional.of(new Roster(self.id(), clusterId(members), members));
  }

  private static boolean same(Greeting other, Map<String, Peer> known) {
    return other.members().stream()
        .map(Peer::id)
        .collect(Collectors.toSet())
        .equals(known.keySet());
  }

  /** The same for all who form it, and never the same for others. */
  private String clusterId(Collection<Peer> members) {
    String ids = members.stream().map(Peer::id).collect(Collectors.joining(","));
    return UUID.nameUUIDFromBytes((region + ":" + ids).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String name(Greeting other) {
    return "the member %s at %s:%d"
        .formatted(other.self().name(), other.self().host(), other.self().rpcPort());
  }
}
