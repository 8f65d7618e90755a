package io.drover.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drover.contract.model.Evaluation;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodeRegistered;
import io.drover.state.Snapshot;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * A node tells what it is, with its computed class filled in. One that has not changed writes
 * nothing, so that a restart of the servers does not make every node write. Source: semantics.md 9.
 */
public record RegisterNode(Node node) implements Command<RegisterNode.Answer> {

  /** The index as of which the node is known. */
  public record Answer(long index) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) throws Refusal {
    requireComplete();
    Node old = snapshot.node(node.id());
    if (old != null && !sameSecret(old)) {
      throw new Refusal(500, "node secret ID does not match. Not registering node.");
    }
    LongFunction<Answer> answer = Answer::new;
    NodeStatus status = old == null ? NodeStatus.READY : MarkNodeHeard.heard(snapshot, old);
    if (old != null && old.status() == status && sameFingerprint(old)) {
      return Outcome.unchanged(answer);
    }
    List<Event> events = new ArrayList<>();
    events.add(new NodeRegistered(node.withStatus(status), context.nowNanos()));
    if (old == null || old.status() != status || feasibleForOthers(old)) {
      List<Evaluation> evaluations = NodeEvaluations.of(snapshot, context, node);
      if (!evaluations.isEmpty()) {
        events.add(new EvaluationsUpdated(evaluations));
      }
    }
    return new Outcome<>(events, answer);
  }

  private void requireComplete() throws Refusal {
    require(!node.id().value().isEmpty(), "missing node ID for client registration");
    require(!node.datacenter().isEmpty(), "missing datacenter for client registration");
    require(!node.name().isEmpty(), "missing node name for client registration");
    require(!node.attributes().isEmpty(), "missing attributes for client registration");
    require(!node.secretId().isEmpty(), "missing node secret ID for client registration");
    require(!node.nodePool().equals("all"), "node is not allowed to register in node pool \"all\"");
  }

  private static void require(boolean holds, String otherwise) throws Refusal {
    if (!holds) {
      throw new Refusal(500, otherwise);
    }
  }

  private boolean sameSecret(Node old) {
    return MessageDigest.isEqual(old.secretId().getBytes(UTF_8), node.secretId().getBytes(UTF_8));
  }

  /**
   * True if what jobs may ask of a node is another now. More room is not meant: it wakes what waits
   * for it by itself.
   */
  private boolean feasibleForOthers(Node old) {
    return !node.datacenter().equals(old.datacenter())
        || !node.nodePool().equals(old.nodePool())
        || !node.name().equals(old.name())
        || !node.nodeClass().equals(old.nodeClass())
        || !lasting(node.attributes()).equals(lasting(old.attributes()))
        || !node.meta().equals(old.meta())
        || !usable(node).equals(usable(old))
        || !node.hostVolumes().equals(old.hostVolumes())
        || !node.nodeResources().devices().equals(old.nodeResources().devices());
  }

  /** Without what changes with every file that is written on the node. */
  private static Map<String, String> lasting(Map<String, String> attributes) {
    Map<String, String> lasting = new HashMap<>(attributes);
    lasting.remove("unique.storage.bytesfree");
    return lasting;
  }

  private static Set<String> usable(Node node) {
    return node.drivers().entrySet().stream()
        .filter(driver -> driver.getValue().detected() && driver.getValue().healthy())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private boolean sameFingerprint(Node old) {
    return node.withCreateIndex(old.createIndex())
        .withModifyIndex(old.modifyIndex())
        .withStatus(old.status())
        .withStatusDescription(old.statusDescription())
        .withStatusUpdatedAt(old.statusUpdatedAt())
        .withEvents(old.events())
        .withDrainStrategy(old.drainStrategy())
        .withSchedulingEligibility(old.schedulingEligibility())
        .withLastDrain(old.lastDrain())
        .withLastMissedHeartbeatIndex(old.lastMissedHeartbeatIndex())
        .withLastAllocUpdateIndex(old.lastAllocUpdateIndex())
        .equals(old);
  }
}
