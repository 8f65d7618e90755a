package io.drover.http.port;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Requests that are answered by the machine that runs an allocation, over its own session. All fail
 * with {@link io.drover.command.Refusal}, with status 404 and {@code No path to node} if the node
 * has no session, and with 429 if too many are open.
 */
public interface NodeRequests {

  /**
   * Which part of a task's log.
   *
   * @param stderr of the two streams, that one
   * @param follow go on when the end is reached
   * @param offsetBytes from the origin; from the end it counts back
   */
  record LogRequest(
      NodeId node,
      AllocId allocation,
      String task,
      boolean stderr,
      boolean follow,
      long offsetBytes,
      boolean fromEnd) {}

  /**
   * A part of a file. A chunk without data and without an event is a sign of life.
   *
   * @param file name as clients see it, such as {@code alloc/logs/web.stdout.0}
   * @param offsetBytes where the chunk ends in the file
   * @param event {@code file deleted}, {@code file truncated} or empty
   */
  record Chunk(String file, long offsetBytes, byte[] data, String event) {}

  /** The chunks in order, at the subscriber's pace. Cancelling ends the reading on the node. */
  Flow.Publisher<Chunk> logs(LogRequest request);

  /** The node's answer as JSON; empty if it has none to give. */
  CompletionStage<byte[]> ask(NodeId node, NodeRequest request);

  /**
   * Moves bytes between the node and the one who asks, each side at the pace of the other. The last
   * item is the end, if it is a good one; another is a failure.
   *
   * @param toNode drawn from once the node has begun
   */
  Flow.Publisher<TransferFromNode> transfer(
      NodeId node, NodeRequest request, Flow.Publisher<TransferToNode> toNode);
}
