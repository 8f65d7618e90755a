package io.drover.sidecar.oci;

import io.drover.sidecar.executor.SearchPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An OCI runtime's program and where it keeps what it knows.
 *
 * @param recursiveReadonly whether it knows the mount option "rro"
 */
record OciRuntime(Path program, Path state, boolean recursiveReadonly) {

  // runc itself waits ten seconds for a killed container to end.
  private static final long CALL_SECONDS_MAX = 30;

  /** What a call came to. */
  record Told(int exitCode, String output) {}

  private boolean isCrun() {
    return program.getFileName().toString().equals("crun");
  }

  private List<String> command(Path log, String... more) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--root", state.toString()));
    command.addAll(List.of("--log", log.toString(), "--log-format", "json"));
    if (isCrun()) {
      // Built with systemd, it would ask systemd for a scope.
      command.add("--cgroup-manager=cgroupfs");
    }
    command.addAll(List.of(more));
    return command;
  }

  /** Starts a container and ends, its first process being left to the nearest subreaper. */
  List<String> runDetached(String id, Path bundle, Path pidFile, Path log, boolean noPivot) {
    List<String> command = command(log, "run", "--detach", "--bundle", bundle.toString());
    command.addAll(List.of("--pid-file", pidFile.toString()));
    if (noPivot) {
      command.add("--no-pivot");
    }
    command.add(id);
    return command;
  }

  /** Runs a container to its end. */
  List<String> run(String id, Path bundle, Path log) {
    return command(log, "run", "--bundle", bundle.toString(), id);
  }

  /** Runs a process, as a file describes it, inside a container, and exits as it does. */
  List<String> exec(String id, Path process, Path log) {
    return command(log, "exec", "--process", process.toString(), id);
  }

  /** Ends whatever is left of a container and takes it away; one that is not there is no error. */
  void delete(String id, Path log) throws IOException {
    Told told = call(command(log, "delete", "--force", id));
    if (told.exitCode() != 0) {
      throw new IOException(program + " delete: " + told.output());
    }
  }

  /** Names of the containers it knows. */
  List<String> containers() throws IOException {
    if (!Files.isDirectory(state)) {
      return List.of();
    }
    try (var entries = Files.list(state)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** Runs a command of it to the end, with nothing of the sidecar's environment. */
  static Told call(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", SearchPath.DEFAULT);
    Path output = Files.createTempFile("drover-oci", ".out");
    try {
      // A file, not a pipe: something that outlives the call must not hold up its end.
      Process process = builder.redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(CALL_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            command.getFirst() + " did not end within " + CALL_SECONDS_MAX + " seconds");
      }
      String told = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
      return new Told(process.exitValue(), told);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      Files.delete(output);
    }
  }
}
