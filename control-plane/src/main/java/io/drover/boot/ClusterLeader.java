package io.drover.boot;

import io.drover.cluster.Membership;
import io.drover.cluster.Peer;
import io.drover.http.port.LeaderRoute;
import io.drover.log.LeaderInfo;
import io.drover.log.Member;
import io.drover.log.ReplicatedLog;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which member leads, by the log, and where it is reached, by the roster. */
final class ClusterLeader implements LeaderRoute {

  private final ReplicatedLog log;
  private final Membership membership;

  ClusterLeader(ReplicatedLog log, Membership membership) {
    this.log = log;
    this.membership = membership;
  }

  @Override
  public boolean leads() {
    return log.leader().leads();
  }

  @Override
  public @Nullable URI leader() {
    return other()
        .map(
            peer ->
                URI.create(
                    "%s://%s:%d"
                        .formatted(peer.httpTls() ? "https" : "http", host(peer), peer.httpPort())))
        .orElse(null);
  }

  /** {@code host:port} for nodes of the leader if that is another member; empty if it is not. */
  String nodeAddress() {
    return other().map(peer -> host(peer) + ":" + peer.rpcPort()).orElse("");
  }

  private Optional<Peer> other() {
    LeaderInfo info = log.leader();
    return info.leads()
        ? Optional.empty()
        : info.leader().map(Member::id).flatMap(membership::member);
  }

  private static String host(Peer peer) {
    return peer.host().indexOf(':') >= 0 ? "[" + peer.host() + "]" : peer.host();
  }
}
