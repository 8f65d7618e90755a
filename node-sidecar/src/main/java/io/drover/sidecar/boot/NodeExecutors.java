package io.drover.sidecar.boot;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.executor.HostExecutor;
import io.drover.sidecar.executor.Isolation;
import io.drover.sidecar.executor.UsageSource;
import io.drover.sidecar.grpc.executor.ExecutorSocket;
import io.drover.sidecar.kernel.Poller;
import io.drover.sidecar.recover.DataDir;
import io.drover.sidecar.recover.DiskReserve;
import io.drover.sidecar.recover.Sweep;
import io.drover.sidecar.spawn.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The executor of the tasks, and a second one for other programs of the machine, where the node is
 * configured to serve it. They share the cgroups and the holders, and nothing else.
 */
final class NodeExecutors implements AutoCloseable {

  // No allocation's id begins so.
  private static final String REMOTE_GROUPS = "remote.";

  private final HostExecutor ofTasks;
  private final HostExecutor ofOthers;
  private final Optional<ExecutorSocket> socket;

  private NodeExecutors(
      HostExecutor ofTasks, HostExecutor ofOthers, Optional<ExecutorSocket> socket) {
    this.ofTasks = ofTasks;
    this.ofOthers = ofOthers;
    this.socket = socket;
  }

  /**
   * Ends what nobody wants any more, and begins to serve.
   *
   * @param dataDir where they keep their files
   * @param runs of tasks that are known; the others are ended
   * @param socketPath empty: other programs have none, and what they had is ended
   */
  static NodeExecutors begin(
      DataDir dataDir,
      CgroupTree tree,
      Launcher launcher,
      Poller poller,
      Optional<Isolation> isolation,
      UsageSource usage,
      Set<String> runs,
      String socketPath)
      throws IOException {
    Path client = dataDir.client();
    DiskReserve reserve = dataDir.reserve();
    HostExecutor ofTasks =
        new HostExecutor(
            client.resolve("executor"),
            new HostExecutor.Parts(tree, "", launcher, poller, isolation, usage, reserve));
    HostExecutor ofOthers =
        new HostExecutor(
            client.resolve("executor-remote"),
            new HostExecutor.Parts(
                tree, REMOTE_GROUPS, launcher, poller, isolation, usage, reserve));
    ofTasks.sweep(runs);
    if (socketPath.isEmpty()) {
      ofOthers.sweep(Set.of());
    }
    Set<String> groups = new HashSet<>(ofTasks.groups());
    groups.addAll(ofOthers.groups());
    Set<Long> holders = new HashSet<>(ofTasks.holders());
    holders.addAll(ofOthers.holders());
    Sweep.groups(tree, groups, holders);
    if (isolation.isPresent() && isolation.get().unavailable().isEmpty()) {
      for (String group : isolation.get().known()) {
        if (!groups.contains(group)) {
          isolation.get().cleanUp(group, client.resolve("executor").resolve(group));
        }
      }
    }
    ofOthers.recoverAll();
    return new NodeExecutors(
        ofTasks,
        ofOthers,
        socketPath.isEmpty()
            ? Optional.empty()
            : Optional.of(ExecutorSocket.open(Path.of(socketPath), ofOthers)));
  }

  HostExecutor ofTasks() {
    return ofTasks;
  }

  @Override
  public void close() throws IOException {
    if (socket.isPresent()) {
      socket.get().close();
    }
    ofTasks.close();
    ofOthers.close();
  }
}
