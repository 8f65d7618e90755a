package io.drover.http.region;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Another region and where its control plane is reached.
 *
 * @param addresses {@code http://host:port} or {@code https://host:port}, in the order in which
 *     they are tried; at least one, all with the same scheme
 * @param caFile certificates that the peers' are checked against; those of the JDK if not given
 * @param certFile our own certificate for peers that ask for one, with {@code keyFile}
 * @param skipVerify take any certificate and any name in it
 */
public record RegionPeer(
    String name,
    List<URI> addresses,
    Optional<Path> caFile,
    Optional<Path> certFile,
    Optional<Path> keyFile,
    boolean skipVerify) {

  public RegionPeer {
    addresses = List.copyOf(addresses);
  }

  /** A peer that is spoken to in clear text, or checked by the certificates of the JDK. */
  public static RegionPeer of(String name, URI... addresses) {
    return new RegionPeer(
        name, List.of(addresses), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  boolean tls() {
    return addresses.getFirst().getScheme().equals("https");
  }
}
