package io.drover.sidecar.grpc;

import com.google.protobuf.ByteString;
import io.drover.contract.node.v1.LogChunk;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.logs.LogFiles;
import io.drover.sidecar.logs.LogReader;
import io.drover.sidecar.task.Allocations;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Answers requests for task output, each on a virtual thread of its own. Lives as long as a
 * session.
 */
final class LogRequests {

  // Each costs a 64 KiB buffer and a thread that mostly waits.
  static final int REQUESTS_MAX = 256;
  // Growth wakes a follower at once; this is for growth that nobody noticed.
  private static final long FOLLOW_WAIT_MILLIS = 1000;

  /** Finds a task's output. */
  @FunctionalInterface
  interface Outputs {
    Allocations.LogPlace find(String allocId, String task, String type);
  }

  private final Outbound outbound;
  private final Outputs outputs;
  private final LogCollector collector;
  private final NodeSources.OutputEnds ends;
  private final RequestThreads threads = new RequestThreads("logs", REQUESTS_MAX);

  LogRequests(
      Outbound outbound, Outputs outputs, LogCollector collector, NodeSources.OutputEnds ends) {
    this.outbound = outbound;
    this.outputs = outputs;
    this.collector = collector;
    this.ends = ends;
  }

  void read(ReadLogs request) {
    switch (threads.begin(request.getRequestId(), () -> serve(request))) {
      case TOO_MANY -> fail(request, 429, "too many log requests on this node");
      case TWICE ->
          fail(request, 400, "request " + request.getRequestId() + " is being answered already");
      case YES, SESSION_OVER -> {}
    }
  }

  void cancel(long requestId) {
    threads.cancel(requestId);
  }

  void close() {
    threads.close();
  }

  private void serve(ReadLogs request) throws InterruptedException {
    try {
      switch (outputs.find(request.getAllocId(), request.getTask(), request.getType())) {
        case Allocations.LogPlace.Missing missing ->
            fail(request, missing.status(), missing.message());
        case Allocations.LogPlace.Found found -> stream(request, found.files());
      }
    } catch (IOException failure) {
      if (!Thread.currentThread().isInterrupted()) {
        fail(request, 500, String.valueOf(failure.getMessage()));
      }
    }
  }

  private void stream(ReadLogs request, LogFiles files) throws IOException, InterruptedException {
    if (!Files.isDirectory(files.directory())) {
      fail(
          request,
          500,
          "failed to list entries: open " + files.directory() + ": no such file or directory");
      return;
    }
    Semaphore grown = new Semaphore(0);
    Runnable listener = grown::release;
    collector.listen(files, listener);
    try {
      LogReader reader =
          request.getFollow()
              ? LogReader.at(files, request.getOffset(), request.getOriginEnd())
              : LogReader.upToNow(files, request.getOffset(), request.getOriginEnd());
      // Asked before reading: what was written before the end is read after the question.
      boolean complete = complete(request);
      while (sendAll(request, files, reader) && request.getFollow() && !complete) {
        if (grown.tryAcquire(FOLLOW_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
          grown.drainPermits();
        }
        complete = complete(request);
      }
    } finally {
      collector.unlisten(files, listener);
    }
    outbound.send(
        NodeMessage.newBuilder()
            .setLogChunk(LogChunk.newBuilder().setRequestId(request.getRequestId()).setEnd(true))
            .build());
  }

  private boolean complete(ReadLogs request) {
    return ends.complete(request.getAllocId(), request.getTask());
  }

  private boolean sendAll(ReadLogs request, LogFiles files, LogReader reader)
      throws IOException, InterruptedException {
    while (true) {
      Optional<LogReader.Chunk> chunk = reader.next();
      if (chunk.isEmpty()) {
        return true;
      }
      NodeMessage message =
          NodeMessage.newBuilder()
              .setLogChunk(
                  LogChunk.newBuilder()
                      .setRequestId(request.getRequestId())
                      .setFile("alloc/logs/" + files.stem() + "." + chunk.get().index())
                      .setOffset(chunk.get().offset())
                      .setData(ByteString.copyFrom(chunk.get().data())))
              .build();
      if (!outbound.sendBulk(message)) {
        return false;
      }
    }
  }

  private void fail(ReadLogs request, int status, String message) {
    outbound.send(
        NodeMessage.newBuilder()
            .setRequestFailed(
                RequestFailed.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setStatus(status)
                    .setMessage(message))
            .build());
  }
}
