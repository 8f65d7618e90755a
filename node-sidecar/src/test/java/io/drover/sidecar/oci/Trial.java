package io.drover.sidecar.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.Isolation;
import io.drover.sidecar.kernel.Mounts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Real containers, started as the executor starts them: from a holder that takes over their first
 * process, inside cgroups of ours. Closing it checks that nothing is left.
 */
public final class Trial implements AutoCloseable {

  static final Map<String, String> CHROOT =
      Map.of(
          "/bin", "/bin", "/etc", "/etc", "/lib", "/lib", "/lib64", "/lib64", "/sbin", "/sbin",
          "/usr", "/usr");
  static final List<String> CAPABILITIES = List.of("CAP_CHOWN", "CAP_KILL", "CAP_MKNOD");
  private static final long SECONDS_MAX = 60;
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  // Becomes a subreaper, runs the runtime, waits for the container's first process.
  private static final String HOLDER =
      """
      import ctypes, os, subprocess, sys
      ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
      pid_file, out, err, joins = sys.argv[1:5]
      def join():
          for file in joins.split(':'):
              open(file, 'w').write('0')
      with open(out, 'ab') as o, open(err, 'ab') as e:
          code = subprocess.call(sys.argv[5:], stdin=subprocess.DEVNULL, stdout=o, stderr=e,
                                 preexec_fn=join)
      if code:
          sys.exit(250)
      _, status = os.waitpid(int(open(pid_file).read()), 0)
      sys.exit(os.waitstatus_to_exitcode(status) % 256)
      """;

  final Path directory;
  final String cgroupRoot = "drover-oci-" + UUID.randomUUID().toString().substring(0, 8);
  public final OciIsolation isolation;
  private final CgroupTree tree;
  private final Map<String, Process> running = new TreeMap<>();

  public Trial(Path directory) throws IOException {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"), "containers need root");
    Assumptions.assumeTrue(Files.isExecutable(PYTHON), "the test's holder needs python3");
    this.directory = directory;
    isolation =
        new OciIsolation(
            new OciIsolation.Settings("", directory.resolve("state"), cgroupRoot, CHROOT));
    Assumptions.assumeTrue(
        isolation.unavailable().isEmpty(), () -> isolation.unavailable().orElse(""));
    tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    tree.prepare();
  }

  /** A directory as a task's is. */
  public Path taskDirectory(String name) throws IOException {
    Path task = Files.createDirectories(directory.resolve(name));
    Files.setAttribute(task, "unix:mode", 0777);
    for (String part : List.of("local", "secrets", "tmp", "alloc")) {
      Files.setAttribute(Files.createDirectories(task.resolve(part)), "unix:mode", 01777);
    }
    return task;
  }

  /** Something to run, as a task of nobody. */
  final class Task {
    final String id;
    final Path directory;
    String user = "nobody";
    String pid = "private";
    String ipc = "private";
    List<String> capabilities = CAPABILITIES;
    List<String> command;
    final Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/usr/bin:/bin"));
    final List<ExecCommand.Mount> mounts = new ArrayList<>();
    final List<ExecCommand.Device> devices = new ArrayList<>();

    private final @Nullable ExecCommand given;

    /** What a driver has made. */
    Task(String id, ExecCommand given) {
      this.id = id;
      this.directory = given.taskDirectory();
      this.given = given;
      this.command = List.of(given.cmd());
    }

    Task(String id, String... command) throws IOException {
      this.id = id;
      this.directory = taskDirectory(id);
      this.command = List.of(command);
      this.given = null;
    }

    ExecCommand build() {
      if (given != null) {
        return given;
      }
      return new ExecCommand(
          command.getFirst(),
          command.subList(1, command.size()),
          Limits.NONE,
          directory.resolve("out"),
          directory.resolve("err"),
          environment,
          user,
          directory,
          "",
          false,
          false,
          mounts,
          devices,
          ExecCommand.NetworkIsolation.HOST,
          pid,
          ipc,
          capabilities,
          true,
          CHROOT);
    }

    Path bundle() {
      return Trial.this.directory.resolve("bundle-" + id);
    }

    /** Runs it to its end; its exit code. */
    int run() throws Exception {
      start();
      return end();
    }

    Task start() throws Exception {
      Isolation.Detached detached = isolation.prepare(id, build(), bundle());
      tree.create(id, Limits.shares(100));
      List<String> holder =
          new ArrayList<>(
              List.of(
                  PYTHON.toString(),
                  "-c",
                  HOLDER,
                  detached.pidFile().toString(),
                  directory.resolve("out").toString(),
                  directory.resolve("err").toString(),
                  String.join(":", tree.joinFiles(id).stream().map(Path::toString).toList())));
      holder.addAll(detached.arguments());
      running.put(
          id,
          new ProcessBuilder(holder)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
      return this;
    }

    int end() throws Exception {
      Process process = running.get(id);
      assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as(this::told).isTrue();
      return process.exitValue();
    }

    Process process() {
      return running.get(id);
    }

    /** Runs a command inside it; what it wrote follows its exit code. */
    String exec(String... inside) throws Exception {
      OciRuntime.Told told =
          OciRuntime.call(isolation.execArguments(id, build(), List.of(inside), false, bundle()));
      return told.exitCode() + " " + told.output();
    }

    String out() throws IOException {
      return Files.readString(directory.resolve("out"));
    }

    String told() {
      try {
        return out() + Files.readString(directory.resolve("err"));
      } catch (IOException none) {
        return none.toString();
      }
    }

    void finish() throws IOException {
      tree.destroy(id);
      isolation.cleanUp(id, bundle());
    }
  }

  /** Runs a shell text to its end, which must be good; gives what it wrote. */
  String shell(String id, String script) throws Exception {
    Task task = new Task(id, "sh", "-c", script);
    assertThat(task.run()).as(task::told).isZero();
    return task.out();
  }

  Task task(String id, String... command) throws IOException {
    return new Task(id, command);
  }

  @Override
  public void close() throws Exception {
    for (String id : running.keySet()) {
      tree.destroy(id);
      running.get(id).waitFor(SECONDS_MAX, TimeUnit.SECONDS);
      isolation.cleanUp(id, directory.resolve("bundle-" + id));
    }
    assertThat(isolation.known()).isEmpty();
    assertThat(Mounts.below(directory)).isEmpty();
    tree.removeRoot();
    isolation.removeRoots();
    assertThat(groups()).isEmpty();
  }

  private static Stream<Path> groupsIn(Path hierarchy) {
    File[] groups = hierarchy.toFile().listFiles(File::isDirectory);
    return groups == null ? Stream.empty() : Stream.of(groups).map(File::toPath);
  }

  /** All that is left of our cgroups in any hierarchy. */
  List<Path> groups() throws IOException {
    try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
      return Stream.concat(Stream.of(Path.of("/sys/fs/cgroup")), hierarchies)
          .flatMap(Trial::groupsIn)
          .filter(group -> group.getFileName().toString().startsWith(cgroupRoot))
          .toList();
    }
  }
}
