package io.drover.e2e.bench;

import io.drover.e2e.fixture.Mounts;
import io.drover.e2e.fixture.Ports;
import io.drover.e2e.fixture.Program;
import io.drover.e2e.fixture.Project;
import io.drover.e2e.fixture.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Nomad binary that the user has, server and client in one process as its manual shows it. */
final class NomadTarget implements Target {

  private final Path binary;
  private final Path folder;
  private final Ports ports = Ports.free();
  private @Nullable Program program;

  NomadTarget(Path binary, String name) {
    this.binary = binary;
    this.folder = Project.emptyFolder("bench-nomad-" + name);
  }

  @Override
  public void start() {
    program =
        Program.start(
            List.of(binary.toString(), "agent", "-config", write().toString()),
            Map.of(),
            folder.resolve("output.log"));
  }

  private Path write() {
    String text =
        """
        data_dir             = "%s"
        bind_addr            = "127.0.0.1"
        log_level            = "WARN"
        disable_update_check = true

        ports {
          http = %d
          rpc  = %d
          serf = %d
        }

        advertise {
          http = "127.0.0.1"
          rpc  = "127.0.0.1"
          serf = "127.0.0.1"
        }

        server {
          enabled          = true
          bootstrap_expect = 1
        }

        client {
          enabled = true
        }

        plugin "raw_exec" {
          config {
            enabled = true
          }
        }

        limits {
          http_max_conns_per_client = 0
        }
        """
            .formatted(folder.resolve("data"), ports.http(), ports.rpc(), ports.serf());
    try {
      return Files.writeString(folder.resolve("agent.hcl"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int port() {
    return ports.http();
  }

  @Override
  public Map<String, ProcessHandle> programs() {
    if (program == null) {
      return Map.of();
    }
    return Map.of("agent", ProcessHandle.of(program.pid()).orElseThrow());
  }

  @Override
  public boolean owns(String executable) {
    return executable.equals(binary.toString());
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
    Signals.withEnvironment(folder.toString()).forEach(pid -> Signals.send("KILL", pid));
    Mounts.detachBelow(folder);
  }
}
