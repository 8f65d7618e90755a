package io.drover.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the HTTP API. */
@ConfigMapping(prefix = "drover.http")
public interface HttpSettings {

  /** The largest request body, in bytes: ten times the largest job seen in the wild. */
  @WithDefault("10485760")
  long bodyBytesMax();

  /** How many queries may wait at the same time; at about 1 KB each besides their connections. */
  @WithDefault("32768")
  int waitersMax();

  /** How many of them may be of one client address; programs behind one gateway share it. */
  @WithDefault("16384")
  int waitersPerClientMax();

  /**
   * How many connections one client address may have open; 0 for no limit. Nomad's default; the
   * agent's file sets it as {@code limits.http_max_conns_per_client}.
   */
  @WithDefault("100")
  int connectionsPerClientMax();

  /**
   * The largest text that is kept with the job that was made from it, in bytes; one beyond it is
   * dropped with a warning. Nomad's default; the agent's file sets it as {@code
   * server.job_max_source_size}.
   */
  @WithDefault("1000000")
  long jobSourceBytesMax();

  /** How many commands may run beside tasks at the same time; each is somebody at a terminal. */
  @WithDefault("256")
  int execSessionsMax();
}
