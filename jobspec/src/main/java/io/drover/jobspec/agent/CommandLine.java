package io.drover.jobspec.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the flags of {@code agent} say. Empty where a flag is not given; {@code servers} and {@code
 * meta} are added to what the files have, and {@code dev} puts the defaults of the development mode
 * under everything else.
 */
public record CommandLine(
    Optional<String> name,
    Optional<String> bind,
    Optional<String> dataDir,
    Optional<String> region,
    Optional<String> dc,
    Optional<String> logLevel,
    Optional<Boolean> aclEnabled,
    boolean server,
    boolean client,
    boolean dev,
    List<String> servers,
    Optional<Integer> bootstrapExpect,
    Map<String, String> meta,
    Optional<String> nodeClass,
    Optional<String> nodePool) {

  public CommandLine {
    servers = List.copyOf(servers);
    meta = Map.copyOf(meta);
  }

  /** No flag at all. */
  public static CommandLine none() {
    return new CommandLine(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        false,
        List.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }
}
