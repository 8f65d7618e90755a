package io.drover.sidecar.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.metadata.NodeMetadata;
import io.drover.sidecar.stats.TaskUsage;
import io.drover.sidecar.task.RequestRefused;
import io.drover.sidecar.task.TaskOperations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** An allocation "a" whose tasks remember what was asked of them. */
final class FakeTasks implements TaskOperations {

  final List<String> done = new CopyOnWriteArrayList<>();
  final CountDownLatch restartMayEnd = new CountDownLatch(1);
  final CountDownLatch restartInterrupted = new CountDownLatch(1);
  volatile Optional<ObjectNode> checks = Optional.empty();
  final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final Path directory;
  private final Supplier<ExecSession> sessions;

  FakeTasks(Path directory, Supplier<ExecSession> sessions) {
    this.directory = directory;
    this.sessions = sessions;
  }

  /** These, and a node around them. */
  NodeSources sources() throws IOException {
    return new NodeSources(
        this,
        () -> "{\"Memory\":1}".getBytes(StandardCharsets.UTF_8),
        (alloc, task) -> ("{\"of\":\"" + alloc + task + "\"}").getBytes(StandardCharsets.UTF_8),
        (alloc, task) -> ended.contains(task),
        NodeMetadata.open(directory.resolveSibling("meta"), Map.of("rack", "r1")));
  }

  @Override
  public Path directory(String allocId) throws RequestRefused {
    if (!allocId.equals("a")) {
      throw new RequestRefused(404, "Unknown allocation \"" + allocId + "\"");
    }
    return directory;
  }

  @Override
  public void restart(String allocId, String task, boolean allTasks)
      throws RequestRefused, InterruptedException {
    directory(allocId);
    try {
      restartMayEnd.await();
    } catch (InterruptedException cancelled) {
      restartInterrupted.countDown();
      throw cancelled;
    }
    done.add("restart " + task + " " + allTasks);
  }

  @Override
  public void signal(String allocId, String task, String signal) throws RequestRefused {
    directory(allocId);
    done.add("signal " + task + " " + signal);
  }

  @Override
  public ExecSession exec(String allocId, String task, List<String> command, boolean tty)
      throws RequestRefused {
    directory(allocId);
    if (task.equals("dead")) {
      throw new RequestRefused(400, "task \"dead\" is not running.");
    }
    done.add("exec " + task + " " + command + " " + tty);
    return sessions.get();
  }

  @Override
  public Map<String, TaskUsage> usage(String allocId, String task) {
    return Map.of();
  }

  @Override
  public Optional<ObjectNode> checks(String allocId) throws RequestRefused {
    directory(allocId);
    return checks;
  }

  @Override
  public void collect(String allocId) throws RequestRefused {
    if (!allocId.isEmpty()) {
      directory(allocId);
    }
    done.add("collect " + allocId);
  }
}
