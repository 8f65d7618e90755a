package io.drover.sidecar.executor;

import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.kernel.ExitWatch;
import io.drover.sidecar.kernel.Poller;
import io.drover.sidecar.recover.DiskReserve;
import io.drover.sidecar.spawn.HeldLauncher;
import io.drover.sidecar.spawn.LaunchProgram;
import io.drover.sidecar.spawn.Tools;
import io.drover.sidecar.stats.TaskSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** An executor with a cgroup root of its own; closing it ends and removes everything. */
public final class Engine implements AutoCloseable {

  public final String cgroupRoot = "drover-test-" + UUID.randomUUID().toString().substring(0, 8);
  public final CgroupTree tree;
  public final Path directory;
  public HostExecutor executor;
  private Poller poller;
  private ExitWatch exits;
  // A launch that was under way when its life ended may still use that life's.
  private final List<LaunchProgram> programs = new ArrayList<>();

  public Engine(Path directory) throws IOException {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"), "real cgroups need root");
    this.directory = directory;
    tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    tree.prepare();
    begin();
  }

  private void begin() throws IOException {
    poller = new Poller();
    exits = new ExitWatch(poller);
    LaunchProgram program = LaunchProgram.install(directory.resolve("bin"));
    programs.add(program);
    executor =
        new HostExecutor(
            directory.resolve("executor"),
            new HostExecutor.Parts(
                tree,
                "",
                new HeldLauncher(Tools.find(), program, poller, exits),
                poller,
                Optional.empty(),
                group -> new TaskSampler(tree, group, 1000),
                new DiskReserve(directory.resolve("reserve"))));
  }

  /** The executor is dropped where it stands, and a fresh one takes its directory over. */
  public void diesAndComesBack() throws IOException {
    drop();
    begin();
  }

  private void drop() {
    executor.close();
    poller.close();
    exits.close();
  }

  /** A directory as a task's is. */
  public Path taskDirectory() throws IOException {
    return Files.createDirectories(directory.resolve("task/local")).getParent();
  }

  /** A command with the least that it needs. */
  public ExecCommand command(String cmd, String... args) throws IOException {
    return command(Map.of("PATH", "/usr/bin:/bin"), "", cmd, args);
  }

  public ExecCommand command(
      Map<String, String> environment, String user, String cmd, String... args) throws IOException {
    return new ExecCommand(
        cmd,
        List.of(args),
        Limits.shares(100),
        taskDirectory().resolve("out"),
        taskDirectory().resolve("err"),
        new TreeMap<>(environment),
        user,
        taskDirectory(),
        "",
        false,
        false,
        List.of(),
        List.of(),
        ExecCommand.NetworkIsolation.HOST,
        "host",
        "host",
        List.of(),
        false,
        Map.of());
  }

  public ExecCommand shell(String script) throws IOException {
    return command("/bin/sh", "-c", script);
  }

  public String out() throws IOException {
    return Files.readString(taskDirectory().resolve("out"));
  }

  /** How a launch ends; bounded, as a test must not hang. */
  public static ProcessExit end(Running running) throws Exception {
    return running.exit().get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    for (Running running : executor.list()) {
      executor.shutdown(running.id(), "SIGKILL", java.time.Duration.ZERO);
    }
    for (String name : tree.names()) {
      tree.destroy(name);
    }
    tree.removeRoot();
    drop();
    programs.forEach(LaunchProgram::close);
  }
}
