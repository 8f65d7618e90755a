package io.drover.sidecar.executor;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.Poller;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.recover.DiskReserve;
import io.drover.sidecar.spawn.LaunchFailed;
import io.drover.sidecar.spawn.LaunchSpec;
import io.drover.sidecar.spawn.Launched;
import io.drover.sidecar.spawn.Launcher;
import io.drover.sidecar.spawn.ProcStat;
import io.drover.sidecar.spawn.ProcessRef;
import io.drover.sidecar.spawn.ProcessSpec;
import io.drover.sidecar.spawn.UserIds;
import io.drover.sidecar.stats.StatsClock;
import io.drover.sidecar.stats.TaskSampler;
import io.drover.sidecar.stats.TaskUsage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The executor of this machine. One directory a launch, one cgroup a launch, both named by its id;
 * what is in them is all that the next life of the sidecar needs.
 */
@RegisterForReflection(
    targets = {
      LaunchDirectory.Stored.class,
      LaunchDirectory.StoredExit.class,
      ExecCommand.class,
      ExecCommand.Mount.class,
      ExecCommand.Device.class,
      ExecCommand.NetworkIsolation.class,
      Limits.class
    })
public final class HostExecutor implements Executor, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(HostExecutor.class);
  // A component of a path and of a cgroup's; an allocation's id, a task's name and a number fit.
  private static final String ID = "[A-Za-z0-9_][A-Za-z0-9._~-]{0,199}";

  /**
   * What an executor works with.
   *
   * @param groupPrefix of its cgroups' names, where several executors share a tree
   * @param reserve of the disk that its directory is on
   */
  public record Parts(
      CgroupTree cgroups,
      String groupPrefix,
      Launcher launcher,
      Poller poller,
      Optional<Isolation> isolation,
      UsageSource usage,
      DiskReserve reserve,
      Life life) {

    /** For a life that begins. */
    public Parts(
        CgroupTree cgroups,
        String groupPrefix,
        Launcher launcher,
        Poller poller,
        Optional<Isolation> isolation,
        UsageSource usage,
        DiskReserve reserve) {
      this(cgroups, groupPrefix, launcher, poller, isolation, usage, reserve, new Life());
    }

    String group(String id) {
      return groupPrefix + id;
    }
  }

  private final Path root;
  private final Parts parts;
  private final StatsClock clock = new StatsClock();
  private final Map<String, HeldProcess> processes = new ConcurrentHashMap<>();

  /**
   * @param root directory of its own, which is made
   */
  public HostExecutor(Path root, Parts parts) throws IOException {
    this.root = Files.createDirectories(root);
    this.parts = parts;
  }

  private LaunchDirectory directory(String id) {
    return new LaunchDirectory(root.resolve(id));
  }

  private static void checkId(String id) {
    if (!id.matches(ID) || id.equals(CgroupTree.HOLDERS)) {
      throw new IllegalArgumentException("not an id for a process: \"" + id + "\"");
    }
  }

  @Override
  public Running launch(String id, ExecCommand command) throws LaunchFailed {
    checkId(id);
    LaunchDirectory directory = directory(id);
    try {
      directory.create();
    } catch (FileAlreadyExistsException used) {
      throw new IdInUse(id);
    } catch (IOException failure) {
      throw new LaunchFailed("making its directory: " + failure.getMessage());
    }
    try {
      HeldProcess process = start(id, command, directory);
      processes.put(id, process);
      process.watch();
      process.measureFirst();
      return process.running();
    } catch (LaunchFailed failure) {
      Optional<String> told = told(command, directory);
      undo(id, directory);
      throw told.map(LaunchFailed::new).orElse(failure);
    } catch (IOException failure) {
      undo(id, directory);
      throw new LaunchFailed(failure.getMessage());
    }
  }

  private HeldProcess start(String id, ExecCommand command, LaunchDirectory directory)
      throws IOException {
    List<String> line = new ArrayList<>();
    String orphan = "";
    if (command.isolated()) {
      Isolation.Detached detached = isolation().prepare(parts.group(id), command, directory.path());
      line.addAll(detached.arguments());
      orphan = detached.pidFile().toString();
    } else {
      line.add(Binary.find(command.cmd(), command.taskDirectory()).toString());
      line.addAll(command.args());
    }
    LaunchDirectory.Stored stored =
        new LaunchDirectory.Stored(ProcStat.bootId(), System.currentTimeMillis(), orphan, command);
    Optional<UserIds> user = command.isolated() ? Optional.empty() : user(command.user());
    directory.write(stored);
    String group = parts.group(id);
    parts
        .cgroups()
        .create(
            group,
            command.resourceLimits()
                ? command.limits()
                : Limits.shares(command.limits().cpuShares()));
    Launched launched =
        parts
            .launcher()
            .launch(
                new LaunchSpec(
                    new ProcessSpec(
                        line,
                        command.environment(),
                        command.isolated()
                            ? directory.path()
                            : command.taskDirectory().resolve(command.workDirectory()),
                        user,
                        parts.cgroups().joinFiles(group),
                        command.isolated() ? "" : command.network().path()),
                    command.stdout(),
                    command.stderr(),
                    parts.cgroups().joinFiles(CgroupTree.HOLDERS),
                    directory.pids(),
                    stored.orphanFile()));
    return new HeldProcess(id, parts, directory, stored, launched);
  }

  private Isolation isolation() throws LaunchFailed {
    Isolation isolation =
        parts
            .isolation()
            .orElseThrow(() -> new LaunchFailed("isolated tasks cannot be run on this host"));
    Optional<String> why = isolation.unavailable();
    if (why.isPresent()) {
      throw new LaunchFailed("isolated tasks cannot be run on this host: " + why.get());
    }
    return isolation;
  }

  static Optional<UserIds> user(String name) throws IOException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<UserIds> found = UserIds.find(name);
    if (found.isEmpty()) {
      throw new LaunchFailed("failed to identify user " + name + ": user: unknown user " + name);
    }
    return found;
  }

  /** What the runtime told of a launch that it refused. */
  private Optional<String> told(ExecCommand command, LaunchDirectory directory) {
    return command.isolated()
        ? parts.isolation().flatMap(isolation -> isolation.failure(directory.path()))
        : Optional.empty();
  }

  /** Leaves nothing of a launch that has failed. */
  private void undo(String id, LaunchDirectory directory) {
    try {
      parts.cgroups().destroy(parts.group(id));
      Optional<LaunchDirectory.Stored> stored = storedOf(id);
      if (Files.exists(directory.pids())) {
        parts
            .launcher()
            .find(directory.pids(), Optional.empty(), ProcStat.bootId())
            .ifPresent(this::endHolder);
      }
      if (parts.isolation().isPresent()
          && stored.isPresent()
          && stored.get().command().isolated()) {
        parts.isolation().get().cleanUp(parts.group(id), directory.path());
      }
      directory.delete();
    } catch (IOException failure) {
      LOG.errorf("after the failed launch of %s: %s", id, failure.getMessage());
    }
  }

  private void endHolder(ProcessRef ref) {
    try {
      parts.launcher().attach(ref).release();
    } catch (KernelException refused) {
      LOG.errorf("ending holder %d: %s", ref.holderPid(), refused.getMessage());
    }
  }

  @Override
  public Optional<Running> recover(String id) {
    checkId(id);
    HeldProcess known = processes.get(id);
    if (known != null) {
      return Optional.of(known.running());
    }
    LaunchDirectory directory = directory(id);
    if (!directory.exists()) {
      return Optional.empty();
    }
    Optional<HeldProcess> found = recovered(id, directory);
    found.ifPresentOrElse(
        process -> {
          processes.put(id, process);
          process.watch();
        },
        () -> undo(id, directory));
    return found.map(HeldProcess::running);
  }

  private Optional<HeldProcess> recovered(String id, LaunchDirectory directory) {
    Optional<LaunchDirectory.Stored> stored;
    Optional<ProcessExit> exit;
    try {
      stored = directory.stored();
      exit = directory.exit();
    } catch (IOException damaged) {
      return Optional.of(
          HeldProcess.lost(
              id,
              parts,
              directory,
              "what is stored of it cannot be read: " + damaged.getMessage()));
    }
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (exit.isEmpty() && !stored.get().bootId().equals(ProcStat.bootId())) {
      // What was not forced to the disk, the process ids among it, may be lost after that.
      return Optional.of(
          HeldProcess.lost(id, parts, directory, "the machine was started anew meanwhile"));
    }
    Optional<ProcessRef> ref =
        parts.launcher().find(directory.pids(), stored.get().orphanFile(), stored.get().bootId());
    if (exit.isPresent()) {
      return Optional.of(HeldProcess.ended(id, parts, directory, stored.get(), exit.get(), ref));
    }
    return ref.map(
        process ->
            new HeldProcess(id, parts, directory, stored.get(), parts.launcher().attach(process)));
  }

  /** Takes over everything that an earlier life has launched. */
  public void recoverAll() throws IOException {
    for (String id : ids()) {
      recover(id);
    }
  }

  /** Ids of all launches on disk, those of an earlier life included. */
  public List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, Files::isDirectory)) {
      entries.forEach(entry -> ids.add(entry.getFileName().toString()));
    }
    return ids;
  }

  /** Names of the cgroups of all launches on disk. */
  public List<String> groups() throws IOException {
    return ids().stream().map(parts::group).toList();
  }

  @Override
  public List<Running> list() {
    return processes.values().stream()
        .map(HeldProcess::running)
        .sorted(Comparator.comparing(Running::id))
        .toList();
  }

  private HeldProcess known(String id) throws IOException {
    HeldProcess process = processes.get(id);
    if (process != null) {
      return process;
    }
    if (id.matches(ID) && directory(id).exists()) {
      throw new IOException("Task not yet run");
    }
    throw new UnknownProcess(id);
  }

  @Override
  public void shutdown(String id, String signal, Duration grace)
      throws IOException, InterruptedException {
    Integer number = signal.isEmpty() ? Integer.valueOf(Signals.INT) : Signals.number(signal);
    if (number == null) {
      throw new IllegalArgumentException("error unknown signal given for shutdown: " + signal);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace period is negative: " + grace);
    }
    HeldProcess process = processes.get(id);
    if (process != null) {
      process.shutdown(number, grace);
    }
  }

  @Override
  public void signal(String id, int number, SignalScope scope) throws IOException {
    if (!Signals.all().containsValue(number)) {
      throw new IllegalArgumentException("unknown signal " + number);
    }
    known(id).signal(number, scope);
  }

  @Override
  public Limits update(String id, Limits limits) throws IOException {
    return known(id).update(limits);
  }

  @Override
  public Optional<TaskUsage> usage(String id) throws IOException {
    return known(id).usage();
  }

  @Override
  public Optional<StatsClock.Subscription> watch(
      String id, Duration interval, Consumer<TaskUsage> each, Runnable ended) throws IOException {
    Optional<TaskSampler> sampler = known(id).measured();
    return sampler.isEmpty()
        ? Optional.empty()
        : Optional.of(clock.subscribe(sampler.get(), interval, true, each, ended));
  }

  @Override
  public ExecResult exec(String id, List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException("the deadline is negative: " + deadline);
    }
    return known(id).inside().run(command, deadline);
  }

  @Override
  public ExecSession execStreaming(String id, List<String> command, boolean tty)
      throws IOException {
    return known(id).inside().session(command, tty);
  }

  @Override
  public void forget(String id) throws IOException {
    HeldProcess process = processes.get(id);
    if (process == null) {
      return;
    }
    if (!process.running().exit().isDone()) {
      throw new IOException("the process " + id + " has not ended");
    }
    directory(id).delete();
    processes.remove(id);
  }

  /**
   * Ends and removes what an earlier life launched and nobody wants any more. To be called before
   * anything is recovered.
   *
   * @param wanted ids that are left alone
   */
  public void sweep(Set<String> wanted) throws IOException {
    for (String id : ids()) {
      if (!wanted.contains(id)) {
        LOG.warnf("process %s is known to nobody: it is ended", id);
        parts.cgroups().destroy(parts.group(id));
        LaunchDirectory directory = directory(id);
        Optional<HeldProcess> left =
            directory.exists() ? recovered(id, directory) : Optional.empty();
        if (left.isPresent()) {
          left.get().release();
        }
        undo(id, directory);
      }
    }
  }

  /** Process ids of the holders of all launches on disk. */
  public List<Long> holders() throws IOException {
    List<Long> holders = new ArrayList<>();
    for (String id : ids()) {
      Optional<LaunchDirectory.Stored> stored = storedOf(id);
      if (stored.isPresent() && stored.get().bootId().equals(ProcStat.bootId())) {
        parts
            .launcher()
            .find(directory(id).pids(), Optional.empty(), stored.get().bootId())
            .ifPresent(ref -> holders.add(ref.holderPid()));
      }
    }
    return holders;
  }

  private Optional<LaunchDirectory.Stored> storedOf(String id) {
    try {
      return directory(id).stored();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  /** Ends this life of it: the processes go on, and the next life finds all as it is now. */
  @Override
  public void close() {
    clock.close();
    parts.life().end();
  }
}
