package io.drover.node;

import com.google.protobuf.ByteString;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.node.v1.AllocationVersion;
import io.drover.contract.node.v1.DesiredAllocation;
import io.drover.contract.node.v1.DesiredAllocations;
import io.drover.contract.node.v1.Document;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One open session of a node: knows what the node has been sent, and sends what it has not. Commits
 * mark allocations as changed; a flush on the executor sends the newest state of all that are
 * marked, so a node that is busy or far away gets fewer and larger messages, never a growing queue.
 */
final class NodeSession {

  private final NodeId node;
  private final Consumer<ServerMessage> out;
  private final Supplier<Snapshot> state;
  private final JobDocuments documents;
  private final Executor executor;

  // Guarded by this:
  private final Map<String, Long> sent = new HashMap<>();
  private final Set<String> marked = new HashSet<>();
  private boolean flushing;

  NodeSession(
      NodeId node,
      Consumer<ServerMessage> out,
      Supplier<Snapshot> state,
      JobDocuments documents,
      Executor executor) {
    this.node = node;
    this.out = out;
    this.state = state;
    this.documents = documents;
    this.executor = executor;
  }

  NodeId node() {
    return node;
  }

  /** Sends a message as it is. */
  void send(ServerMessage message) {
    out.accept(message);
  }

  /** Sends everything that the servers know for this node; the node forgets all else. */
  synchronized void sendAll() {
    DesiredAllocations.Builder all = DesiredAllocations.newBuilder();
    Set<Digest> documentsIn = new HashSet<>();
    for (Allocation allocation : state.get().allocationsOn(node)) {
      all.addAll(
          AllocationVersion.newBuilder()
              .setAllocId(allocation.id().value())
              .setAllocModifyIndex(allocation.allocModifyIndex()));
      // What has ended on the node and is not wanted any more needs no second telling; what was
      // only
      // taken for lost may still run there.
      if (!allocation.clientTerminal() || allocation.clientStatus() == ClientStatus.LOST) {
        add(all, documentsIn, allocation);
      }
      sent.put(allocation.id().value(), allocation.allocModifyIndex());
    }
    out.accept(ServerMessage.newBuilder().setDesiredAllocations(all).build());
  }

  /**
   * Notes that an allocation changed or was removed; called on the log's thread, so it only
   * schedules.
   */
  synchronized void mark(String allocation) {
    marked.add(allocation);
    if (!flushing) {
      flushing = true;
      executor.execute(this::flush);
    }
  }

  /** True if the node has been told of that allocation. */
  synchronized boolean knows(String allocation) {
    return sent.containsKey(allocation);
  }

  private synchronized void flush() {
    flushing = false;
    List<String> ids = new ArrayList<>(marked);
    marked.clear();
    Snapshot now = state.get();
    DesiredAllocations.Builder changed = DesiredAllocations.newBuilder().setPartial(true);
    Set<Digest> documentsIn = new HashSet<>();
    for (String id : ids) {
      Allocation allocation = now.allocation(new AllocId(id));
      if (allocation == null) {
        if (sent.remove(id) != null) {
          changed.addRemoved(id);
        }
      } else if (!Long.valueOf(allocation.allocModifyIndex())
          .equals(sent.put(id, allocation.allocModifyIndex()))) {
        add(changed, documentsIn, allocation);
      }
    }
    if (changed.getChangedCount() > 0 || changed.getRemovedCount() > 0) {
      out.accept(ServerMessage.newBuilder().setDesiredAllocations(changed).build());
    }
  }

  /**
   * Each message brings the documents that its allocations need: the node keeps only those that are
   * in use, so an earlier message is no proof that it has one.
   */
  private void add(
      DesiredAllocations.Builder message, Set<Digest> documentsIn, Allocation allocation) {
    Digest digest = allocation.jobRef().digest();
    if (documentsIn.add(digest)) {
      message.addDocuments(
          Document.newBuilder()
              .setDigest(digest.hex())
              .setContent(ByteString.copyFrom(documents.bytes(digest))));
    }
    try {
      byte[] json = Json.MAPPER.writeValueAsBytes(allocation.withMetrics(null));
      message.addChanged(
          DesiredAllocation.newBuilder().setAllocationJson(ByteString.copyFrom(json)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
