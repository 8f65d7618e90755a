package io.drover.log;

import java.util.regex.Pattern;

/**
 * A voter.
 *
 * @param id stable over restarts, address changes and reinstallations that keep the data
 * @param host where the other members reach it
 * @param port its port for the log's own traffic
 */
public record Member(String id, String host, int port) {

  /** The id becomes part of file and metric names, hence the narrow alphabet. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  public Member {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a member id has 1-63 letters, digits, '.', '_' or '-', not \"" + id + '"');
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("member " + id + " has no host");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("member " + id + " has no such port: " + port);
    }
  }

  /** {@code host:port}, an IPv6 host in brackets. */
  public String address() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
