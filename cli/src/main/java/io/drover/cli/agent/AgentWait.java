package io.drover.cli.agent;

import io.drover.cli.Api;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `agent-wait`, for the launcher only: returns when the server answers and its node is ready. */
public final class AgentWait implements Command {

  /** A server that is starting refuses connections, so there is nothing to block on. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Mixin Connection connection = new Connection();

  @Option(names = "-node", description = "Also wait for a node to be ready.")
  boolean node;

  @Option(names = "-timeout", paramLabel = "SECONDS", description = "Give up after this long.")
  int timeoutSeconds = 90;

  @Override
  public int run(Console console) throws IOException {
    Api api = connection.api(console);
    long end = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
    String last = "nothing was asked yet";
    while (System.nanoTime() < end) {
      try {
        api.get(Api.path("agent", "health"), Map.of("type", "server"));
        if (!node || ready(api)) {
          return OK;
        }
        last = "no node is ready yet";
      } catch (IOException e) {
        last = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new UsageException("Not ready after %d s: %s".formatted(timeoutSeconds, last));
  }

  private static boolean ready(Api api) throws IOException {
    return api.get(Api.path("nodes")).items().stream()
        .anyMatch(n -> n.text("Status").equals("ready"));
  }
}
