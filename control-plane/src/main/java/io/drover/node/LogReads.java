package io.drover.node;

import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.CancelRequest;
import io.drover.contract.node.v1.LogChunk;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.ServerMessage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Requests to nodes for the output of tasks that are under way, by their number. */
public final class LogReads {

  /** Gets what a node sends, on the thread of its session. */
  public interface Reader {
    void chunk(String file, long offset, byte[] data);

    void end();

    /** Status and text of the HTTP answer. */
    void failed(int status, String text);
  }

  private record Open(NodeSession session, Reader reader) {}

  private final NodeSessions sessions;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Open> open = new ConcurrentHashMap<>();

  public LogReads(NodeSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Asks the node; gives what ends the request. A node without a session here fails the reader at
   * once.
   */
  public Runnable read(NodeId node, ReadLogs request, Reader reader) {
    Optional<NodeSession> session = sessions.of(node);
    if (session.isEmpty()) {
      reader.failed(404, "No path to node");
      return () -> {};
    }
    long number = numbers.incrementAndGet();
    open.put(number, new Open(session.get(), reader));
    session
        .get()
        .send(
            ServerMessage.newBuilder()
                .setReadLogs(request.toBuilder().setRequestId(number))
                .build());
    return () -> cancel(number);
  }

  private void cancel(long number) {
    Open request = open.remove(number);
    if (request != null) {
      request
          .session()
          .send(
              ServerMessage.newBuilder()
                  .setCancelRequest(CancelRequest.newBuilder().setRequestId(number))
                  .build());
    }
  }

  void chunk(NodeSession from, LogChunk chunk) {
    Open request = open.get(chunk.getRequestId());
    if (request == null || request.session() != from) {
      return; // Cancelled while the chunk was on its way, or not this node's to answer.
    }
    if (!chunk.getData().isEmpty()) {
      request.reader().chunk(chunk.getFile(), chunk.getOffset(), chunk.getData().toByteArray());
    }
    if (chunk.getEnd() && open.remove(chunk.getRequestId()) != null) {
      request.reader().end();
    }
  }

  void failed(NodeSession from, RequestFailed failure) {
    Open request = open.get(failure.getRequestId());
    if (request != null
        && request.session() == from
        && open.remove(failure.getRequestId()) != null) {
      request.reader().failed(failure.getStatus(), failure.getMessage());
    }
  }

  /** A session has ended: its requests fail. */
  void closed(NodeSession session) {
    open.forEach(
        (number, request) -> {
          if (request.session() == session && open.remove(number) != null) {
            request.reader().failed(404, "No path to node");
          }
        });
  }
}
