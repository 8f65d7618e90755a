package io.drover.cli.cluster;

import io.drover.cli.Api;
import io.drover.cli.Lookup;
import io.drover.cli.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Which node a command means. */
final class Nodes {

  private Nodes() {}

  /** The node of the agent that is asked. */
  static String own(Api api) throws IOException {
    String id = api.get(Api.path("agent", "self")).at("stats").at("client").text("node_id");
    if (id.isEmpty()) {
      throw new UsageException("The agent that was asked runs no node; leave out -self");
    }
    return id;
  }

  /** The node's whole id, from the beginning of it or by {@code -self}: one of the two. */
  static String id(Api api, @Nullable String prefix, boolean self) throws IOException {
    if (self == (prefix != null)) {
      throw new UsageException("Node ID must be specified if -self isn't being used");
    }
    return prefix == null ? own(api) : new Lookup(api).node(prefix).text("ID");
  }
}
