package io.drover.sidecar.executor;

import io.drover.sidecar.kernel.Descriptor;
import io.drover.sidecar.kernel.Pipe;
import io.drover.sidecar.kernel.Spawn;
import io.drover.sidecar.kernel.Spawn.Source;
import io.drover.sidecar.kernel.Terminal;
import io.drover.sidecar.kernel.TimeOver;
import io.drover.sidecar.recover.Trees;
import io.drover.sidecar.spawn.Child;
import io.drover.sidecar.spawn.ExitStatus;
import io.drover.sidecar.spawn.LaunchFailed;
import io.drover.sidecar.spawn.ProcessSpec;
import io.drover.sidecar.spawn.UserIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Runs commands inside one task: with its user, environment and cgroups. Each has a part of the
 * task's group, by which everything that it started is ended.
 */
final class InsideTask {

  private static final Logger LOG = Logger.getLogger(InsideTask.class);
  private static final String PREFIX = "exec-";
  private static final Path ROOT = Path.of("/");
  // What a script's output is cut to, as in Nomad.
  private static final int OUTPUT_BYTES = 4096;

  private final ProcessGroup group;
  private final HostExecutor.Parts parts;
  private final LaunchDirectory directory;
  private final ExecCommand task;
  private final Running running;

  InsideTask(
      ProcessGroup group,
      HostExecutor.Parts parts,
      LaunchDirectory directory,
      ExecCommand task,
      Running running) {
    this.group = group;
    this.parts = parts;
    this.directory = directory;
    this.task = task;
    this.running = running;
  }

  /** Runs a command to its end or the deadline. */
  ExecResult run(List<String> command, Duration deadline) throws IOException {
    long until = System.nanoTime() + deadline.toNanos();
    try (Part part = new Part();
        Pipe output = Pipe.fromChild(parts.poller())) {
      Source both = new Source.Given(output.theirs());
      Child child =
          part.start(
              command,
              false,
              task.taskDirectory(),
              List.of(new Source.Opened("/dev/null", Spawn.READ_WRITE), both, both));
      output.theirs().close();
      Tail tail = new Tail(OUTPUT_BYTES);
      boolean over = false;
      byte[] some = new byte[OUTPUT_BYTES];
      while (true) {
        try {
          int count =
              output
                  .ours()
                  .read(
                      some,
                      0,
                      some.length,
                      deadline.isZero() || over
                          ? Descriptor.FOREVER
                          : Duration.ofNanos(Math.max(0, until - System.nanoTime())));
          if (count < 0) {
            return new ExecResult(tail.bytes(), exitCode(child.exit().join()), over);
          }
          tail.add(some, count);
        } catch (TimeOver past) {
          over = true;
          part.end();
        }
      }
    }
  }

  /** Starts a command for somebody who listens. */
  ExecSession session(List<String> command, boolean tty) throws IOException {
    return tty ? onTerminal(command) : onPipes(command);
  }

  private ExecSession onPipes(List<String> command) throws IOException {
    List<AutoCloseable> opened = new ArrayList<>();
    Part part = new Part();
    opened.add(part);
    try {
      Pipe input = Pipe.toChild(parts.poller());
      opened.add(input);
      Pipe output = Pipe.fromChild(parts.poller());
      opened.add(output);
      Pipe errors = Pipe.fromChild(parts.poller());
      opened.add(errors);
      Child child =
          part.start(
              command,
              false,
              ROOT,
              List.of(
                  new Source.Given(input.theirs()),
                  new Source.Given(output.theirs()),
                  new Source.Given(errors.theirs())));
      input.theirs().close();
      output.theirs().close();
      errors.theirs().close();
      return new ProcessSession(
          child, part, input.ours(), output.ours(), Optional.of(errors.ours()), Optional.empty());
    } catch (IOException failure) {
      closeAll(opened);
      throw failure;
    }
  }

  private ExecSession onTerminal(List<String> command) throws IOException {
    Part part = new Part();
    List<AutoCloseable> opened = new ArrayList<>(List.of(part));
    try {
      Terminal terminal = Terminal.open(parts.poller());
      opened.add(terminal);
      // The leader of a session gets the first terminal that it opens as its controlling one.
      Source device = new Source.Opened(terminal.device().toString(), Spawn.READ_WRITE);
      Optional<UserIds> user = part.user();
      if (user.isPresent()) {
        Files.setAttribute(terminal.device(), "unix:uid", (int) user.get().uid());
      }
      Child child = part.start(command, true, ROOT, List.of(device, device, device));
      return new ProcessSession(
          child,
          part,
          terminal.input(),
          terminal.output(),
          Optional.empty(),
          Optional.of(terminal));
    } catch (IOException failure) {
      closeAll(opened);
      throw failure;
    }
  }

  private static void closeAll(List<AutoCloseable> opened) throws IOException {
    for (AutoCloseable one : opened) {
      try {
        one.close();
      } catch (IOException | RuntimeException failure) {
        throw failure;
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  static int exitCode(ExitStatus status) {
    return switch (status) {
      case ExitStatus.Exited exited -> exited.code();
      case ExitStatus.Signaled signaled -> 128 + signaled.signal();
      // Nomad's for an end that it cannot read.
      case ExitStatus.Unknown unknown -> 2;
    };
  }

  /** Ends what commands of an earlier life have left: nobody listens to them any more. */
  void endAll() {
    try {
      for (String part : group.parts()) {
        if (part.startsWith(PREFIX)) {
          group.endPart(part);
        }
      }
    } catch (IOException failure) {
      LOG.errorf("ending commands inside %s: %s", group.name(), failure.getMessage());
    }
  }

  private static LaunchFailed failed(String why) {
    return new LaunchFailed("failed to start command: " + why);
  }

  /** The processes of one command. */
  final class Part implements AutoCloseable {

    private final String name = PREFIX + UUID.randomUUID().toString().substring(0, 8);
    private final Path files = directory.exec(name);
    private volatile long pid;

    private Part() throws IOException {
      if (running.exit().isDone()) {
        throw HeldProcess.notRunning();
      }
      group.createPart(name);
    }

    Optional<UserIds> user() throws IOException {
      return task.isolated() ? Optional.empty() : HostExecutor.user(task.user());
    }

    Child start(List<String> command, boolean tty, Path workDirectory, List<Source> streams)
        throws IOException {
      if (command.isEmpty() || command.getFirst().isEmpty()) {
        throw new LaunchFailed("command is required");
      }
      ProcessSpec spec =
          new ProcessSpec(
              task.isolated() ? isolated(command, tty) : onHost(command),
              environment(tty),
              task.isolated() ? ROOT : workDirectory,
              user(),
              parts.cgroups().joinFiles(group.name(), name),
              task.isolated() ? "" : task.network().path());
      try {
        Child child = parts.launcher().start(spec, streams);
        pid = child.pid();
        return child;
      } catch (LaunchFailed failure) {
        throw failed(failure.getMessage());
      }
    }

    private List<String> onHost(List<String> command) throws LaunchFailed {
      List<String> line = new ArrayList<>(command);
      String program = command.getFirst();
      if (!program.contains("/")) {
        String path = task.environment().getOrDefault("PATH", SearchPath.DEFAULT);
        line.set(
            0,
            Binary.search(program, path)
                .orElseThrow(
                    () -> failed("exec: \"" + program + "\": executable file not found in $PATH"))
                .toString());
      }
      return line;
    }

    private List<String> isolated(List<String> command, boolean tty) throws IOException {
      Files.createDirectory(files);
      return parts
          .isolation()
          .orElseThrow(() -> new LaunchFailed("isolated tasks cannot be run on this host"))
          .execArguments(group.name(), task, command, tty, files);
    }

    private Map<String, String> environment(boolean tty) {
      Map<String, String> environment = new TreeMap<>(task.environment());
      if (tty) {
        environment.putIfAbsent("TERM", "xterm");
      }
      return environment;
    }

    /** Ends everything that is left of it. */
    void end() {
      try {
        if (task.isolated() && pid != 0) {
          // The runtime may have put what it started beside this part.
          Descendants.kill(pid, group);
        }
        group.endPart(name);
      } catch (IOException failure) {
        LOG.errorf("ending a command inside %s: %s", group.name(), failure.getMessage());
      }
    }

    @Override
    public void close() {
      end();
      try {
        Trees.delete(files);
      } catch (IOException failure) {
        LOG.warnf("removing %s: %s", files, failure.getMessage());
      }
    }
  }
}
