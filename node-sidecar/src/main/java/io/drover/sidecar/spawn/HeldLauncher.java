package io.drover.sidecar.spawn;

import io.drover.sidecar.kernel.Children;
import io.drover.sidecar.kernel.ExitWatch;
import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.Pipe;
import io.drover.sidecar.kernel.Poller;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.kernel.Spawn;
import io.drover.sidecar.kernel.TimeOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Each launched process gets a parent that never collects it, some 12 KB of memory ({@link
 * LaunchProgram}). So an ended process stays with the kernel, its exact wait status readable in
 * /proc, until the sidecar has written it down and releases it; whether the sidecar lives at that
 * moment does not matter. The holder leads a session of its own, is in a cgroup of its own and
 * ignores all signals.
 */
public final class HeldLauncher implements Launcher {

  // A launch takes some 3 ms. What can take long is a FIFO without a reader and a slow runtime.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Tools tools;
  private final LaunchProgram program;
  private final Poller poller;
  private final ExitWatch exits;

  public HeldLauncher(Tools tools, LaunchProgram program, Poller poller, ExitWatch exits) {
    this.tools = tools;
    this.program = program;
    this.poller = poller;
    this.exits = exits;
  }

  @Override
  public Launched launch(LaunchSpec spec) throws LaunchFailed {
    spec.process().check();
    ShellEnvironment environment = ShellEnvironment.of(spec.process().environment());
    List<String> arguments = new ArrayList<>();
    arguments.add("drover-launch");
    arguments.add(spec.orphan().isPresent() ? "hold-detached" : "hold");
    spec.holderCgroups().forEach(file -> arguments.add(file.toString()));
    arguments.add("--");
    arguments.add("/bin/sh");
    arguments.add(program.script().toString());
    arguments.add(spec.pids().toString());
    arguments.add(spec.stdout().toString());
    arguments.add(spec.stderr().toString());
    arguments.add(spec.process().directory().toString());
    addCounted(arguments, spec.process().cgroups());
    arguments.addAll(chain(spec.process(), environment.unsafe()));
    long holder = hold(spec, arguments, variables(environment.safe()));
    return attach(
        LaunchFiles.read(spec.pids(), spec.orphan(), ProcStat.bootId())
            .orElseThrow(() -> failed(holder, "the process has no id, or is gone")));
  }

  /** Starts the holder and waits until its child has become the command. */
  private long hold(LaunchSpec spec, List<String> arguments, List<String> environment)
      throws LaunchFailed {
    String command = spec.process().command().getFirst();
    long holder;
    byte[] told;
    try (Pipe status = Pipe.fromChild(poller)) {
      holder = spawn(command, () -> program.start(arguments, environment, status.theirs()));
      told = told(status, holder);
    } catch (LaunchFailed failure) {
      throw failure;
    } catch (IOException refused) {
      throw new LaunchFailed(refused.getMessage());
    }
    LaunchReport report = LaunchReport.parse(told, command);
    if (report.failure() != null) {
      throw failed(holder, report.failure());
    }
    if (spec.orphan().isPresent() && report.waitStatus() != 0) {
      throw failed(holder, command + " " + describe(report.waitStatus()));
    }
    return holder;
  }

  private static String describe(int waitStatus) {
    return switch (ExitStatus.ofWaitStatus(waitStatus)) {
      case ExitStatus.Exited exited -> "exited with " + exited.code();
      case ExitStatus.Signaled signaled -> "was ended by signal " + signaled.signal();
      case ExitStatus.Unknown unknown -> unknown.reason();
    };
  }

  @Override
  public Child start(ProcessSpec spec, List<Spawn.Source> streams) throws LaunchFailed {
    spec.check();
    ShellEnvironment environment = ShellEnvironment.of(spec.environment());
    List<String> arguments =
        new ArrayList<>(List.of("/bin/sh", program.script().toString(), "", "", ""));
    arguments.add(spec.directory().toString());
    addCounted(arguments, spec.cgroups());
    arguments.addAll(chain(spec, environment.unsafe()));
    String command = spec.command().getFirst();
    try (Pipe status = Pipe.fromChild(poller)) {
      List<Spawn.Source> descriptors = new ArrayList<>(streams);
      descriptors.add(new Spawn.Source.Given(status.theirs()));
      descriptors.add(new Spawn.Source.Given(program.descriptor()));
      List<String> variables = variables(environment.safe());
      long pid = spawn(command, () -> Spawn.start("/bin/sh", arguments, variables, descriptors));
      Child child = new Child(pid, collected(pid));
      LaunchReport report = LaunchReport.parse(told(status, pid), command);
      if (report.failure() != null) {
        child.exit().join();
        throw new LaunchFailed(report.failure());
      }
      return child;
    } catch (LaunchFailed failure) {
      throw failure;
    } catch (IOException refused) {
      throw new LaunchFailed(refused.getMessage());
    }
  }

  private interface Start {
    long now() throws KernelException;
  }

  private static long spawn(String command, Start start) throws LaunchFailed {
    try {
      return start.now();
    } catch (KernelException refused) {
      throw new LaunchFailed("fork/exec " + command + ": " + refused.reason());
    }
  }

  /** The end of this stream is the moment at which the process has become the command, or ended. */
  private byte[] told(Pipe status, long pid) throws LaunchFailed {
    status.theirs().close();
    try {
      return status.ours().readAll(LIMIT);
    } catch (TimeOver over) {
      throw failed(pid, "it did not start within " + LIMIT.toSeconds() + " seconds");
    } catch (IOException broken) {
      throw failed(pid, "waiting for its start: " + broken.getMessage());
    }
  }

  private List<String> chain(ProcessSpec spec, List<String> unsafe) throws LaunchFailed {
    List<String> all = new ArrayList<>();
    if (!unsafe.isEmpty()) {
      all.add(tools.env());
      all.addAll(unsafe);
    }
    if (!spec.networkNamespace().isEmpty()) {
      all.addAll(tools.enter(spec.networkNamespace()));
    }
    if (spec.user().isPresent()) {
      all.addAll(tools.become(spec.user().get()));
    }
    all.add(LaunchProgram.BY_FD);
    all.add("run");
    all.addAll(spec.command());
    return all;
  }

  private static void addCounted(List<String> all, List<Path> paths) {
    all.add(Integer.toString(paths.size()));
    paths.forEach(path -> all.add(path.toString()));
  }

  private static List<String> variables(Map<String, String> environment) {
    return environment.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .toList();
  }

  /** Ends a child of ours whose launch came to nothing. It is not collected yet, so it is it. */
  private LaunchFailed failed(long child, String step) {
    try {
      Signals.send(child, Signals.KILL, () -> true);
      collected(child);
    } catch (KernelException refused) {
      return new LaunchFailed(step + "; and ending its holder: " + refused.getMessage());
    }
    return new LaunchFailed(step);
  }

  /** Collects a child when it ends. */
  private CompletableFuture<ExitStatus> collected(long pid) throws KernelException {
    CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    exits.watch(pid, () -> exit.complete(collect(pid)));
    return exit;
  }

  private static ExitStatus collect(long pid) {
    try {
      OptionalInt status = Children.collect(pid);
      return status.isPresent() ? ExitStatus.ofWaitStatus(status.getAsInt()) : gone();
    } catch (KernelException refused) {
      return new ExitStatus.Unknown(refused.getMessage());
    }
  }

  @Override
  public Optional<ProcessRef> find(Path pids, Optional<Path> orphan, String bootId) {
    return LaunchFiles.find(pids, orphan, bootId);
  }

  @Override
  public Launched attach(ProcessRef ref) {
    Launched launched = new Launched(ref, this::release);
    if (!ref.bootId().equals(ProcStat.bootId())) {
      launched.exit().complete(new ExitStatus.Unknown("the machine was started anew meanwhile"));
    } else if (!ref.exists()) {
      launched.exit().complete(gone());
    } else {
      watch(launched);
    }
    return launched;
  }

  private void watch(Launched launched) {
    try {
      exits.watch(launched.ref().pid(), () -> launched.exit().complete(status(launched.ref())));
    } catch (KernelException refused) {
      launched
          .exit()
          .complete(
              refused.noSuchProcess()
                  ? gone()
                  : new ExitStatus.Unknown("cannot watch it: " + refused.getMessage()));
    }
  }

  /** Ends a holder; where it is a child of ours, collects it. Otherwise whoever has it does. */
  private void release(ProcessRef ref) throws KernelException {
    Signals.send(ref.holderPid(), Signals.KILL, ref::held);
    if (ref.holderExists()) {
      try {
        collected(ref.holderPid());
      } catch (KernelException refused) {
        if (!refused.noSuchProcess()) {
          throw refused;
        }
      }
    }
  }

  private static ExitStatus gone() {
    return new ExitStatus.Unknown("it ended and its holder was ended too");
  }

  private static ExitStatus status(ProcessRef ref) {
    ProcStat stat = ProcStat.read(ref.pid()).orElse(null);
    if (stat == null || stat.startTicks() != ref.startTicks() || !stat.ended()) {
      return gone();
    }
    if (stat.waitStatus() == 0 && !mayRead(ref.pid())) {
      // The kernel shows 0 to those who may not know, which must not be taken for success.
      return new ExitStatus.Unknown("the kernel does not tell its exit status to this user");
    }
    return ExitStatus.ofWaitStatus(stat.waitStatus());
  }

  private static boolean mayRead(long pid) {
    try {
      // Guarded by the same check of the kernel as the exit status.
      Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/user"));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
