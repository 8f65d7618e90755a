package io.drover.vault;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.Commands;
import io.drover.command.KeepVaultAccessors;
import io.drover.command.Unavailable;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.GoDuration;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.vault.VaultFailure;
import io.drover.documents.JobDocuments;
import io.drover.node.TokenMaker;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.VaultAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes tokens for the tasks of an allocation. What revokes them is committed before a node gets to
 * see one, so that none can be forgotten.
 */
public final class TaskTokens implements TokenMaker {

  private static final Logger LOG = Logger.getLogger(TaskTokens.class);

  /** As many as wait for the rate of a second; a node asks again. */
  private static final int REQUESTS_MAX = 500;

  private final VaultConnection vault;
  private final SnapshotStore store;
  private final JobDocuments documents;
  private final Commands commands;
  private final Executor executor;
  private final Semaphore free = new Semaphore(REQUESTS_MAX);

  /**
   * @param executor where Vault is waited for: a thread a request
   */
  public TaskTokens(
      VaultConnection vault,
      SnapshotStore store,
      JobDocuments documents,
      Commands commands,
      Executor executor) {
    this.vault = vault;
    this.store = store;
    this.documents = documents;
    this.commands = commands;
    this.executor = executor;
  }

  @Override
  public CompletionStage<Made> make(NodeId node, AllocId allocation, List<String> tasks) {
    if (!free.tryAcquire()) {
      return CompletableFuture.completedFuture(
          Made.failed("too many requests for Vault tokens at once", true));
    }
    return CompletableFuture.supplyAsync(() -> makeSurely(node, allocation, tasks), executor)
        .whenComplete((made, failure) -> free.release());
  }

  private Made makeSurely(NodeId node, AllocId id, List<String> tasks) {
    try {
      Made made = make(store.current(), node, id, tasks);
      if (!made.error().isEmpty()) {
        LOG.warnf("no Vault tokens for allocation %s: %s", id, made.error());
      }
      return made;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return Made.failed("this server stops", true);
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "Vault tokens for allocation %s", id);
      return Made.failed("internal error: " + bug, true);
    }
  }

  private Made make(Snapshot snapshot, NodeId node, AllocId id, List<String> tasks)
      throws InterruptedException {
    Allocation allocation = snapshot.allocation(id);
    String refused = refusal(snapshot, node, id, tasks);
    if (allocation == null || !refused.isEmpty()) {
      return Made.failed(refused, false);
    }
    Map<String, VaultConfig> wanted = new LinkedHashMap<>();
    refused = wanted(documents.spec(allocation.jobRef().digest()), allocation, tasks, wanted);
    return refused.isEmpty() ? create(allocation, wanted) : Made.failed(refused, false);
  }

  private static String refusal(Snapshot snapshot, NodeId node, AllocId id, List<String> tasks) {
    if (tasks.isEmpty()) {
      return "no tasks specified";
    }
    if (snapshot.node(node) == null) {
      return "Node \"%s\" does not exist".formatted(node);
    }
    Allocation allocation = snapshot.allocation(id);
    if (allocation == null) {
      return "Allocation \"%s\" does not exist".formatted(id);
    }
    if (!allocation.nodeId().equals(node)) {
      return "Allocation \"%s\" not running on Node \"%s\"".formatted(id, node);
    }
    return allocation.terminal() ? "Can't request Vault token for terminal allocation" : "";
  }

  /** Fills in the blocks of the tasks; the answer says what speaks against it. */
  private static String wanted(
      JobSpec job, Allocation allocation, List<String> tasks, Map<String, VaultConfig> into) {
    Map<String, VaultConfig> blocks = new LinkedHashMap<>();
    boolean jobUsesVault = false;
    for (TaskGroup group : job.taskGroups()) {
      for (Task task : group.tasks()) {
        if (task.vault() != null) {
          jobUsesVault = true;
          if (group.name().equals(allocation.taskGroup())) {
            blocks.put(task.name(), task.vault());
          }
        }
      }
    }
    if (blocks.isEmpty()) {
      return (jobUsesVault ? "Task group" : "Job") + " does not require Vault token";
    }
    List<String> unneeded = new ArrayList<>();
    for (String task : tasks) {
      VaultConfig block = blocks.get(task);
      if (block == null || block.policies().isEmpty()) {
        unneeded.add(task);
      } else {
        into.put(task, block);
      }
    }
    return unneeded.isEmpty()
        ? ""
        : "Requested Vault tokens for tasks without defined Vault policies: "
            + String.join(", ", unneeded);
  }

  private Made create(Allocation allocation, Map<String, VaultConfig> wanted)
      throws InterruptedException {
    return switch (vault.state()) {
      case VaultConnection.State.Connecting waiting ->
          Made.failed("Connection to Vault has not been established", true);
      // Nomad gives up here. The next check of the server's token may well go better.
      case VaultConnection.State.Broken broken -> Made.failed(broken.reason(), true);
      case VaultConnection.State.Ready ready -> create(ready.token(), allocation, wanted);
    };
  }

  private Made create(OwnToken own, Allocation allocation, Map<String, VaultConfig> wanted)
      throws InterruptedException {
    Map<String, VaultServer.Wrapped> made = new LinkedHashMap<>();
    for (Map.Entry<String, VaultConfig> each : wanted.entrySet()) {
      try {
        ObjectNode body = request(own, allocation, each.getKey(), each.getValue());
        made.put(each.getKey(), vault.server().create(own.role(), body));
      } catch (VaultFailure failure) {
        undo(made);
        return Made.failed(
            failure.status() == 0
                ? failure.text()
                : "failed to create an alloc vault token: " + failure.text(),
            !failure.permanent());
      }
    }
    return kept(own, allocation, made);
  }

  private ObjectNode request(OwnToken own, Allocation allocation, String task, VaultConfig block) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    block.policies().forEach(body.putArray("policies")::add);
    String ttl = GoDuration.format(vault.settings().taskTokenTtl());
    body.putObject("meta")
        .put("AllocationID", allocation.id().value())
        .put("JobID", allocation.jobId())
        .put("TaskGroup", allocation.taskGroup())
        .put("Task", task)
        .put("NodeID", allocation.nodeId().value())
        .put("Namespace", namespace(block));
    body.put("ttl", ttl).put("display_name", allocation.id().value() + "-" + task);
    if (own.root() && own.role().isEmpty()) {
      body.put("period", ttl);
    }
    return body;
  }

  private String namespace(VaultConfig block) {
    String own = vault.settings().address().namespace();
    return block.namespace().isEmpty() ? own : block.namespace();
  }

  private Made kept(OwnToken own, Allocation allocation, Map<String, VaultServer.Wrapped> made)
      throws InterruptedException {
    long lives = Math.max(own.rolePeriod(), vault.settings().taskTokenTtl().toSeconds());
    List<VaultAccessor> accessors =
        made.entrySet().stream()
            .map(
                each ->
                    new VaultAccessor(
                        each.getValue().accessor(),
                        allocation.id(),
                        allocation.nodeId(),
                        each.getKey(),
                        lives,
                        0))
            .toList();
    try {
      commands.submit(new KeepVaultAccessors(accessors)).toCompletableFuture().join();
    } catch (CompletionException failure) {
      undo(made);
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      return Made.failed(String.valueOf(cause.getMessage()), cause instanceof Unavailable);
    }
    return new Made(
        made.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().token())),
        "",
        false);
  }

  /** As well as it goes: nobody has seen these tokens, and their wrapping ends soon. */
  private void undo(Map<String, VaultServer.Wrapped> made) throws InterruptedException {
    for (VaultServer.Wrapped token : made.values()) {
      try {
        vault.server().revoke(token.accessor());
      } catch (VaultFailure failure) {
        LOG.debugf("a token that was not handed out is left: %s", failure.getMessage());
      }
    }
  }
}
