package io.drover.cluster;

/**
 * A member of the control plane and where it is reached.
 *
 * @param id made at its first start, the same ever after
 * @param raftPort of the log
 * @param gridPort of the documents
 * @param rpcPort of nodes, and of members that look for each other
 * @param httpTls whether its HTTP port speaks TLS
 */
public record Peer(
    String id,
    String name,
    String host,
    int raftPort,
    int gridPort,
    int rpcPort,
    int httpPort,
    boolean httpTls)
    implements Comparable<Peer> {

  @Override
  public int compareTo(Peer other) {
    return id.compareTo(other.id);
  }
}
