package io.drover.sidecar.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.drover.contract.json.Json;
import io.drover.contract.node.v1.ChangeMetadata;
import io.drover.contract.node.v1.ExecInTask;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadFile;
import io.drover.contract.node.v1.RequestAnswer;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.fs.AllocFiles;
import io.drover.sidecar.fs.FileReading;
import io.drover.sidecar.fs.FileRefused;
import io.drover.sidecar.task.RequestRefused;
import io.grpc.Channel;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Answers what the control plane asks of this node. Lives as long as a session. */
final class NodeRequests {

  // Documents cost little; most of them wait for a task or a disk.
  static final int ANSWERS_MAX = 256;
  // Each may hold a flow-control window of input, and a command its process, three threads and two
  // buffers.
  static final int TRANSFERS_MAX = 256;

  private static final Logger LOG = Logger.getLogger(NodeRequests.class);
  private static final byte[] EMPTY = new byte[0];

  private final Outbound outbound;
  private final NodeSources sources;
  private final Channel channel;
  private final RequestThreads answers = new RequestThreads("request", ANSWERS_MAX);
  private final RequestThreads transfers = new RequestThreads("transfer", TRANSFERS_MAX);

  /** Work whose failures are told to the one who asked. */
  private interface Answering {
    void run() throws RequestRefused, FileRefused, IOException, InterruptedException;
  }

  /**
   * @param channel the session's own
   */
  NodeRequests(Outbound outbound, NodeSources sources, Channel channel) {
    this.outbound = outbound;
    this.sources = sources;
    this.channel = channel;
  }

  void take(NodeRequest request) {
    switch (request.getKindCase()) {
      case READ_FILE -> begin(transfers, request, () -> read(request, request.getReadFile()));
      case EXEC_IN_TASK -> begin(transfers, request, () -> exec(request, request.getExecInTask()));
      case KIND_NOT_SET ->
          fail(request, 501, "this node does not know what it is asked; it may be too old");
      default -> begin(answers, request, () -> send(request, answer(request)));
    }
  }

  void cancel(long requestId) {
    answers.cancel(requestId);
    transfers.cancel(requestId);
  }

  void close() {
    answers.close();
    transfers.close();
  }

  private void begin(RequestThreads threads, NodeRequest request, Answering work) {
    switch (threads.begin(request.getRequestId(), () -> guarded(request, work))) {
      case TOO_MANY -> fail(request, 429, "too many requests are open on this node");
      case TWICE ->
          fail(request, 400, "request " + request.getRequestId() + " is being answered already");
      case YES, SESSION_OVER -> {}
    }
  }

  private void guarded(NodeRequest request, Answering work) throws InterruptedException {
    try {
      work.run();
    } catch (RequestRefused refused) {
      fail(request, refused.status(), refused.getMessage());
    } catch (FileRefused refused) {
      fail(request, status(request, refused.reason()), refused.getMessage());
    } catch (IllegalArgumentException wrong) {
      fail(request, 400, wrong.getMessage());
    } catch (IOException failure) {
      if (!Thread.currentThread().isInterrupted()) {
        fail(request, 500, failure.getMessage());
      }
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "answering %s", request.getKindCase());
      fail(request, 500, "the node failed: " + bug);
    }
  }

  /** What is wrong with a stream of a file is told with 400, where a list or a stat says 404. */
  private static int status(NodeRequest request, FileRefused.Reason reason) {
    return switch (reason) {
      case UNNAMED, DIRECTORY, SPECIAL -> 400;
      case MISSING -> request.hasReadFile() ? 400 : 404;
      case ESCAPES -> request.hasReadFile() ? 400 : 500;
      case SECRET, OTHER -> 500;
    };
  }

  private byte[] answer(NodeRequest request)
      throws RequestRefused, FileRefused, IOException, InterruptedException {
    return switch (request.getKindCase()) {
      case LIST_FILES ->
          files(request.getListFiles().getAllocId()).list(request.getListFiles().getPath());
      case STAT_FILE ->
          files(request.getStatFile().getAllocId()).stat(request.getStatFile().getPath());
      case HOST_STATISTICS -> sources.host().json();
      case ALLOCATION_STATISTICS ->
          sources
              .allocations()
              .json(
                  request.getAllocationStatistics().getAllocId(),
                  request.getAllocationStatistics().getTask());
      case CHANGE_METADATA -> metadata(request.getChangeMetadata());
      case ALLOCATION_CHECKS -> checks(request.getAllocationChecks().getAllocId());
      default -> {
        act(request);
        yield EMPTY;
      }
    };
  }

  private void act(NodeRequest request) throws RequestRefused, InterruptedException {
    switch (request.getKindCase()) {
      case RESTART_TASKS -> {
        var asked = request.getRestartTasks();
        sources.tasks().restart(asked.getAllocId(), asked.getTask(), asked.getAllTasks());
      }
      case SIGNAL_TASKS -> {
        var asked = request.getSignalTasks();
        sources.tasks().signal(asked.getAllocId(), asked.getTask(), asked.getSignal());
      }
      case COLLECT_ALLOCATIONS ->
          sources.tasks().collect(request.getCollectAllocations().getAllocId());
      default -> throw new RequestRefused(501, "this node cannot do " + request.getKindCase());
    }
  }

  /** Nothing, which clients see as null, where there are no checks. */
  private byte[] checks(String allocId) throws RequestRefused, IOException {
    Optional<ObjectNode> results = sources.tasks().checks(allocId);
    return results.isEmpty() ? EMPTY : Json.MAPPER.writeValueAsBytes(results.get());
  }

  private AllocFiles files(String allocId) throws RequestRefused {
    return new AllocFiles(sources.tasks().directory(allocId));
  }

  private byte[] metadata(ChangeMetadata asked) throws IOException {
    if (!asked.getReadOnly()) {
      sources.metadata().change(asked.getMetaJson().toByteArray());
    }
    return sources.metadata().json();
  }

  private void read(NodeRequest request, ReadFile asked)
      throws RequestRefused, FileRefused, IOException, InterruptedException {
    FileReading.Range range =
        new FileReading.Range(
            asked.getOffset(), asked.getOriginEnd(), asked.getLimit(), asked.getFollow());
    try (FileReading reading = FileReading.open(files(asked.getAllocId()), asked.getPath(), range);
        Transfer transfer = Transfer.open(channel, request)) {
      new FileTransfer(asked.getPath(), reading, transfer).run();
    }
  }

  private void exec(NodeRequest request, ExecInTask asked)
      throws RequestRefused, IOException, InterruptedException {
    if (asked.getCommandList().isEmpty()) {
      throw new RequestRefused(400, "must provide a command");
    }
    try (ExecSession session =
            sources
                .tasks()
                .exec(asked.getAllocId(), asked.getTask(), asked.getCommandList(), asked.getTty());
        Transfer transfer = Transfer.open(channel, request)) {
      new ExecTransfer(session, transfer).run("exec " + request.getRequestId(), asked.getTty());
    }
  }

  private void send(NodeRequest request, byte[] json) throws InterruptedException {
    outbound.sendBulk(
        NodeMessage.newBuilder()
            .setRequestAnswer(
                RequestAnswer.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setJson(ByteString.copyFrom(json)))
            .build());
  }

  private void fail(
      NodeRequest request, int status, @org.jspecify.annotations.Nullable String text) {
    outbound.send(
        NodeMessage.newBuilder()
            .setRequestFailed(
                RequestFailed.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setStatus(status)
                    .setMessage(String.valueOf(text)))
            .build());
  }
}
