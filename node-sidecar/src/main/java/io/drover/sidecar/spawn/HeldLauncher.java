package io.drover.sidecar.spawn;

import io.drover.sidecar.kernel.ExitWatch;
import io.drover.sidecar.kernel.KernelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Each process gets a parent that never collects it: a {@code sleep}, some 130 KB of memory. So an
 * ended process stays with the kernel, its exact wait status readable in /proc, until the sidecar
 * has written it down and releases it; whether the sidecar lives at that moment does not matter.
 * The holder is no child of the sidecar, has a cgroup of its own and ignores what a terminal sends.
 */
public final class HeldLauncher implements Launcher {

  // A launch takes some 5 ms; a sidecar takes 200 ms to come back at the very least.
  private static final long PID_FILE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Tools tools;
  private final ExitWatch exits;

  public HeldLauncher(Tools tools, ExitWatch exits) {
    this.tools = tools;
    this.exits = exits;
  }

  @Override
  public Launched launch(LaunchSpec spec) throws LaunchFailed {
    if (spec.user().isPresent() && tools.setpriv().isEmpty()) {
      throw new LaunchFailed("a task with a user of its own needs setpriv, which is not installed");
    }
    ShellEnvironment environment = ShellEnvironment.of(spec.environment());
    String told = run(arguments(spec, environment.unsafe()), environment.safe());
    for (String line : told.split("\n")) {
      if (line.startsWith("E ")) {
        throw new LaunchFailed(line.substring(2));
      }
    }
    if (!told.contains("R\n")) {
      throw new LaunchFailed("the launching shell ended before it was done");
    }
    return attach(
        find(spec.pidFile()).orElseThrow(() -> new LaunchFailed("the holder wrote no process id")));
  }

  private List<String> arguments(LaunchSpec spec, List<String> unsafe) {
    List<String> all =
        new ArrayList<>(List.of("/bin/sh", "-c", HolderScript.TEXT, "drover-holder"));
    all.add(spec.pidFile().toString());
    all.add(spec.stdout().toString());
    all.add(spec.stderr().toString());
    all.add(spec.directory().toString());
    all.add(tools.sleep());
    addCounted(all, spec.holderCgroups());
    addCounted(all, spec.taskCgroups());
    all.add(tools.env());
    // A shell without job control starts background processes deaf for these two.
    all.add("--default-signal=INT,QUIT");
    all.addAll(unsafe);
    all.add(tools.setsid());
    spec.user().ifPresent(user -> all.addAll(tools.become(user)));
    all.addAll(spec.command());
    return all;
  }

  private static void addCounted(List<String> all, List<Path> paths) {
    all.add(Integer.toString(paths.size()));
    paths.forEach(path -> all.add(path.toString()));
  }

  private static String run(List<String> command, Map<String, String> environment)
      throws LaunchFailed {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process shell = builder.start();
      // The end of this stream is the moment at which the process is about to become the command.
      String told = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return told;
    } catch (IOException failure) {
      throw new LaunchFailed("starting the launching shell: " + failure.getMessage());
    }
  }

  @Override
  public Optional<ProcessRef> find(Path pidFile) {
    long deadline = System.nanoTime() + PID_FILE_WAIT_NANOS;
    while (true) {
      Optional<ProcessRef> found = readPids(pidFile);
      if (found.isPresent() || System.nanoTime() > deadline) {
        return found;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  private static Optional<ProcessRef> readPids(Path pidFile) {
    try {
      String text = Files.readString(pidFile);
      if (!text.endsWith("\n")) {
        return Optional.empty();
      }
      String[] pids = text.strip().split(" ");
      long holder = Long.parseLong(pids[0]);
      long pid = Long.parseLong(pids[1]);
      return ProcStat.read(holder)
          .flatMap(
              h ->
                  ProcStat.read(pid)
                      .map(
                          p ->
                              new ProcessRef(
                                  ProcStat.bootId(), pid, p.startTicks(), holder, h.startTicks())));
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException("reading " + pidFile, failure);
    }
  }

  @Override
  public Launched attach(ProcessRef ref) {
    Launched launched = new Launched(ref);
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
