package io.drover.node;

import com.google.protobuf.ByteString;
import io.drover.command.Refusal;
import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.CancelRequest;
import io.drover.contract.node.v1.LogChunk;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.contract.node.v1.RequestAnswer;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.TransferBegin;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Requests to nodes that are under way, by their number: documents, transfers and output of tasks.
 * All of a session fail with it. Any thread may call.
 */
public final class OpenRequests {

  /** What the asker gets when the node has no session here, or loses it. */
  static final String NO_PATH = "No path to node";

  private static final int KEY_BYTES = 16;

  private final NodeSessions sessions;
  private final Limits limits;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Pending> open = new ConcurrentHashMap<>();
  private final RequestCounts counts;

  public OpenRequests(NodeSessions sessions) {
    this(sessions, Limits.DEFAULT);
  }

  OpenRequests(NodeSessions sessions, Limits limits) {
    this.sessions = sessions;
    this.limits = limits;
    this.counts = new RequestCounts(limits.perNodeMax(), limits.transfersMax());
  }

  /**
   * Bounds of what may be open.
   *
   * @param perNodeMax requests to one node: far more than people have windows open, and few enough
   *     that a broken program cannot keep a node busy with nothing else
   * @param transfersMax transfers of all nodes: each may hold a flow-control window of bytes
   * @param answer how long a node may take for a document, and to begin a transfer
   * @param work the same for requests that wait for tasks to end
   */
  record Limits(int perNodeMax, int transfersMax, Duration answer, Duration work) {
    static final Limits DEFAULT =
        new Limits(256, 512, Duration.ofSeconds(30), Duration.ofMinutes(10));
  }

  /** Gets what a node sends of a task's output, on the thread of its session. */
  public interface LogReader {
    void chunk(String file, long offset, byte[] data);

    void end();

    /** Status and text of the HTTP answer. */
    void failed(int status, String text);
  }

  /** A request that has not ended. */
  private sealed interface Pending {
    NodeSession session();

    void failed(int status, String text);
  }

  private record Log(NodeSession session, LogReader reader) implements Pending {
    @Override
    public void failed(int status, String text) {
      reader.failed(status, text);
    }
  }

  private record Question(NodeSession session, CompletableFuture<byte[]> answer)
      implements Pending {
    @Override
    public void failed(int status, String text) {
      answer.completeExceptionally(new Refusal(status, text));
    }
  }

  private record Moving(NodeSession session, byte[] key, NodeTransfer transfer) implements Pending {
    @Override
    public void failed(int status, String text) {
      transfer.failed(status, text);
    }
  }

  /**
   * Asks for a document. The stage fails with {@link Refusal}; completing it otherwise cancels the
   * request on the node.
   */
  public CompletionStage<byte[]> ask(NodeId node, NodeRequest request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    try {
      NodeSession session = session(node);
      long number = add(new Question(session, answer), false);
      Duration patience = patience(request);
      answer
          .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete((done, failure) -> cancel(number));
      session.send(message(request.toBuilder().setRequestId(number)));
      return answer.exceptionallyCompose(
          failure -> CompletableFuture.failedFuture(told(failure, patience)));
    } catch (Refusal refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  /**
   * Asks for a transfer. What the node sends comes at the subscriber's pace, the end with status 0
   * included; any other end, and a request that is refused, is a {@link Refusal}. Cancelling ends
   * the request on the node. There can be one subscriber.
   *
   * @param toNode subscribed to when the transfer has begun, and drawn from at the node's pace
   */
  public Flow.Publisher<TransferFromNode> transfer(
      NodeId node, NodeRequest request, Flow.Publisher<TransferToNode> toNode) {
    return subscriber -> {
      NodeTransfer transfer = new NodeTransfer(subscriber, toNode);
      transfer.subscribed();
      try {
        begin(node, request, transfer);
      } catch (Refusal refusal) {
        transfer.failed(refusal.status(), String.valueOf(refusal.getMessage()));
      }
    };
  }

  private void begin(NodeId node, NodeRequest request, NodeTransfer transfer) throws Refusal {
    NodeSession session = session(node);
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    long number = add(new Moving(session, key, transfer), true);
    transfer.whenEnded(
        limits.answer(),
        early -> {
          if (early) {
            // The stream's own end waits behind all that the node has not read of it yet.
            cancel(number);
          } else {
            take(number);
          }
        });
    session.send(
        message(request.toBuilder().setRequestId(number).setTransferKey(ByteString.copyFrom(key))));
  }

  /**
   * Asks for a task's output; gives what ends the request. A node without a session here fails the
   * reader at once.
   */
  public Runnable read(NodeId node, ReadLogs request, LogReader reader) {
    try {
      NodeSession session = session(node);
      long number = add(new Log(session, reader), false);
      session.send(
          ServerMessage.newBuilder().setReadLogs(request.toBuilder().setRequestId(number)).build());
      return () -> cancel(number);
    } catch (Refusal refusal) {
      reader.failed(refusal.status(), String.valueOf(refusal.getMessage()));
      return () -> {};
    }
  }

  private NodeSession session(NodeId node) throws Refusal {
    Optional<NodeSession> session = sessions.of(node);
    if (session.isEmpty()) {
      throw new Refusal(404, NO_PATH);
    }
    return session.get();
  }

  private long add(Pending request, boolean transfer) throws Refusal {
    counts.add(request.session().node(), transfer);
    long number = numbers.incrementAndGet();
    open.put(number, request);
    // A session that ended just now has failed its requests already, and does so only once.
    if (sessions.of(request.session().node()).filter(s -> s == request.session()).isEmpty()) {
      take(number);
      throw new Refusal(404, NO_PATH);
    }
    return number;
  }

  private @Nullable Pending take(long number) {
    Pending request = open.remove(number);
    if (request != null) {
      counts.remove(request.session().node(), request instanceof Moving);
    }
    return request;
  }

  /** Ends a request on the node too, unless it has ended already. */
  private void cancel(long number) {
    Pending request = take(number);
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
    // Else it was cancelled while the chunk was on its way, or is not this node's to answer.
    if (of(from, chunk.getRequestId()) instanceof Log log) {
      if (!chunk.getData().isEmpty()) {
        log.reader().chunk(chunk.getFile(), chunk.getOffset(), chunk.getData().toByteArray());
      }
      if (chunk.getEnd() && take(chunk.getRequestId()) != null) {
        log.reader().end();
      }
    }
  }

  void answered(NodeSession from, RequestAnswer answer) {
    if (of(from, answer.getRequestId()) instanceof Question question
        && take(answer.getRequestId()) != null) {
      question.answer().complete(answer.getJson().toByteArray());
    }
  }

  void failed(NodeSession from, RequestFailed failure) {
    Pending request = of(from, failure.getRequestId());
    if (request != null && take(failure.getRequestId()) != null) {
      request.failed(failure.getStatus(), failure.getMessage());
    }
  }

  private @Nullable Pending of(NodeSession from, long number) {
    Pending request = open.get(number);
    return request != null && request.session() == from ? request : null;
  }

  /** The transfer that this begins; empty if there is none, or the key is not the one sent. */
  Optional<NodeTransfer> claim(TransferBegin begin) {
    return open.get(begin.getRequestId()) instanceof Moving moving
            && MessageDigest.isEqual(moving.key(), begin.getTransferKey().toByteArray())
        ? Optional.of(moving.transfer())
        : Optional.empty();
  }

  /** A session has ended: its requests fail. */
  void closed(NodeSession session) {
    open.forEach(
        (number, request) -> {
          if (request.session() == session && take(number) != null) {
            request.failed(404, NO_PATH);
          }
        });
  }

  /** Number of requests that have not ended. */
  int size() {
    return open.size();
  }

  private Duration patience(NodeRequest request) {
    return switch (request.getKindCase()) {
      case RESTART_TASKS, COLLECT_ALLOCATIONS -> limits.work();
      case LIST_FILES,
          STAT_FILE,
          READ_FILE,
          HOST_STATISTICS,
          ALLOCATION_STATISTICS,
          SIGNAL_TASKS,
          EXEC_IN_TASK,
          CHANGE_METADATA,
          ALLOCATION_CHECKS,
          KIND_NOT_SET ->
          limits.answer();
    };
  }

  private static Throwable told(Throwable failure, Duration patience) {
    return failure instanceof TimeoutException ? late(patience) : failure;
  }

  static Refusal late(Duration patience) {
    return new Refusal(504, "The node did not answer within %d s".formatted(patience.toSeconds()));
  }

  private static ServerMessage message(NodeRequest.Builder request) {
    return ServerMessage.newBuilder().setNodeRequest(request).build();
  }
}
