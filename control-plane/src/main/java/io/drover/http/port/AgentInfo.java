package io.drover.http.port;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this member knows about itself and its peers. Answers at once, from any thread. */
public interface AgentInfo {

  /** A server as {@code /v1/agent/members} shows it; tags as in objects.md 13. */
  record Member(String name, String address, int port, Map<String, String> tags, String status) {}

  /** The name of this member, without its region. */
  String name();

  String region();

  String datacenter();

  /** The version of Nomad whose API this is: what clients look at. */
  default String apiVersion() {
    return "1.6.1";
  }

  /** Drover's own version. */
  String version();

  List<Member> members();

  /** {@code host:port} of the leader, null if none is known. */
  @Nullable String leaderAddress();

  /** {@code host:port} of all voters. */
  List<String> peers();

  /** Milliseconds since this member last heard of the leader; 0 on the leader. */
  long lastContactMillis();

  /** The configuration for {@code /v1/agent/self}, secrets blanked. */
  Map<String, Object> config();

  /** Figures for {@code /v1/agent/self}, by group. */
  Map<String, Map<String, String>> stats();
}
