package io.drover.boot;

import io.drover.command.Refusal;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.http.port.NodeRequests;
import io.drover.node.LogReads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.concurrent.Flow;

/** Output of tasks, asked of the node over its session. */
record LogRequests(LogReads reads) implements NodeRequests {

  @Override
  public Flow.Publisher<Chunk> logs(LogRequest request) {
    return Multi.createFrom()
        .emitter(
            emitter -> emitter.onTermination(read(request, emitter)), BackPressureStrategy.BUFFER);
  }

  private Runnable read(LogRequest request, MultiEmitter<? super Chunk> emitter) {
    ReadLogs message =
        ReadLogs.newBuilder()
            .setAllocId(request.allocation().value())
            .setTask(request.task())
            .setType(request.stderr() ? "stderr" : "stdout")
            .setOffset(request.offsetBytes())
            .setOriginEnd(request.fromEnd())
            .setFollow(request.follow())
            .build();
    return reads.read(
        request.node(),
        message,
        new LogReads.Reader() {
          @Override
          public void chunk(String file, long offset, byte[] data) {
            emitter.emit(new Chunk(file, offset, data, ""));
          }

          @Override
          public void end() {
            emitter.complete();
          }

          @Override
          public void failed(int status, String text) {
            emitter.fail(new Refusal(status, text));
          }
        });
  }
}
