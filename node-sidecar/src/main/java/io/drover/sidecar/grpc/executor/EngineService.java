package io.drover.sidecar.grpc.executor;

import com.google.protobuf.ByteString;
import io.drover.contract.executor.v1.ExecInput;
import io.drover.contract.executor.v1.ExecOutput;
import io.drover.contract.executor.v1.ExecRequest;
import io.drover.contract.executor.v1.ExecResponse;
import io.drover.contract.executor.v1.ExecutorGrpc;
import io.drover.contract.executor.v1.LaunchRequest;
import io.drover.contract.executor.v1.ListRequest;
import io.drover.contract.executor.v1.ListResponse;
import io.drover.contract.executor.v1.ProcessState;
import io.drover.contract.executor.v1.RecoverRequest;
import io.drover.contract.executor.v1.ShutdownRequest;
import io.drover.contract.executor.v1.ShutdownResponse;
import io.drover.contract.executor.v1.SignalRequest;
import io.drover.contract.executor.v1.SignalResponse;
import io.drover.contract.executor.v1.StatsRequest;
import io.drover.contract.executor.v1.TaskStatistics;
import io.drover.contract.executor.v1.UpdateResourcesRequest;
import io.drover.contract.executor.v1.UpdateResourcesResponse;
import io.drover.contract.executor.v1.VersionRequest;
import io.drover.contract.executor.v1.VersionResponse;
import io.drover.contract.executor.v1.WaitRequest;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.executor.Executor;
import io.drover.sidecar.executor.IdInUse;
import io.drover.sidecar.executor.Running;
import io.drover.sidecar.executor.UnknownProcess;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.stats.StatsClock;
import io.drover.sidecar.stats.TaskUsage;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The executor, call by call. Each call has a virtual thread, so it may block. It is no
 * BindableService: Quarkus would start a server of its own for one.
 */
final class EngineService implements ExecutorGrpc.AsyncService {

  private static final int MAJOR = 2;
  private static final List<String> UNDERSTOOD = List.of("1.1.0", Executor.VERSION);
  private static final long INTERVAL_MILLIS_MIN = StatsClock.MIN_INTERVAL.toMillis();
  private static final long INTERVAL_MILLIS_DEFAULT = 1000;

  private final Executor executor;

  EngineService(Executor executor) {
    this.executor = executor;
  }

  private interface Call<T> {
    T answer() throws IOException, InterruptedException;
  }

  private static <T> void answer(StreamObserver<T> to, Call<T> call) {
    try {
      to.onNext(call.answer());
      to.onCompleted();
    } catch (IOException | RuntimeException failure) {
      to.onError(status(failure).asRuntimeException());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      to.onError(Status.CANCELLED.asRuntimeException());
    }
  }

  static Status status(Exception failure) {
    Status status =
        switch (failure) {
          case UnknownProcess unknown -> Status.NOT_FOUND;
          case IdInUse used -> Status.ALREADY_EXISTS;
          case IllegalArgumentException wrong -> Status.INVALID_ARGUMENT;
          // What a client of Nomad's executor would see.
          case IOException refused -> Status.UNKNOWN;
          default -> Status.INTERNAL;
        };
    return status.withDescription(failure.getMessage()).withCause(failure);
  }

  @Override
  public void version(VersionRequest request, StreamObserver<VersionResponse> to) {
    answer(
        to,
        () -> {
          String client = request.getClientVersion();
          if (!client.isEmpty() && !client.matches("[12](\\..*)?")) {
            throw new IllegalArgumentException(
                "client version "
                    + client
                    + " is not understood: this executor's is "
                    + Executor.VERSION
                    + ", and it knows major versions up to "
                    + MAJOR);
          }
          return VersionResponse.newBuilder()
              .setVersion(Executor.VERSION)
              .addAllUnderstood(UNDERSTOOD)
              .build();
        });
  }

  @Override
  public void launch(LaunchRequest request, StreamObserver<ProcessState> to) {
    answer(
        to,
        () ->
            Messages.state(
                executor.launch(request.getId(), Messages.command(request.getCommand()))));
  }

  private Running known(String id) throws UnknownProcess {
    return executor.list().stream()
        .filter(running -> running.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new UnknownProcess(id));
  }

  @Override
  public void wait(WaitRequest request, StreamObserver<ProcessState> to) {
    Running running;
    try {
      running = known(request.getId());
    } catch (UnknownProcess unknown) {
      to.onError(status(unknown).asRuntimeException());
      return;
    }
    // However many wait, no thread does.
    running
        .exit()
        .thenAccept(
            exit -> {
              if (!((ServerCallStreamObserver<ProcessState>) to).isCancelled()) {
                to.onNext(Messages.state(running));
                to.onCompleted();
              }
            });
  }

  @Override
  public void shutdown(ShutdownRequest request, StreamObserver<ShutdownResponse> to) {
    answer(
        to,
        () -> {
          executor.shutdown(
              request.getId(), request.getSignal(), Duration.ofMillis(request.getGraceMillis()));
          return ShutdownResponse.getDefaultInstance();
        });
  }

  @Override
  public void updateResources(
      UpdateResourcesRequest request, StreamObserver<UpdateResourcesResponse> to) {
    answer(
        to,
        () ->
            UpdateResourcesResponse.newBuilder()
                .setResources(
                    Messages.resources(
                        executor.update(request.getId(), Messages.limits(request.getResources()))))
                .build());
  }

  @Override
  public void stats(StatsRequest request, StreamObserver<TaskStatistics> to) {
    long interval =
        request.getIntervalMillis() == 0 ? INTERVAL_MILLIS_DEFAULT : request.getIntervalMillis();
    ServerCallStreamObserver<TaskStatistics> call = (ServerCallStreamObserver<TaskStatistics>) to;
    CompletableFuture<StatsClock.Subscription> watching = new CompletableFuture<>();
    call.setOnCancelHandler(() -> watching.thenAccept(StatsClock.Subscription::close));
    try {
      if (interval < INTERVAL_MILLIS_MIN) {
        throw new IllegalArgumentException(
            "interval_millis is " + interval + "; at least " + INTERVAL_MILLIS_MIN);
      }
      executor
          .watch(
              request.getId(),
              Duration.ofMillis(interval),
              usage -> tell(call, usage),
              call::onCompleted)
          .ifPresentOrElse(watching::complete, call::onCompleted);
    } catch (IOException | RuntimeException failure) {
      call.onError(status(failure).asRuntimeException());
    }
  }

  /** A client that is slow misses samples. */
  private static void tell(ServerCallStreamObserver<TaskStatistics> call, TaskUsage usage) {
    if (call.isReady()) {
      call.onNext(Messages.statistics(usage));
    }
  }

  @Override
  public void signal(SignalRequest request, StreamObserver<SignalResponse> to) {
    answer(
        to,
        () -> {
          Integer number = Signals.number(request.getSignal());
          if (number == null) {
            throw new IllegalArgumentException("unknown signal \"" + request.getSignal() + "\"");
          }
          executor.signal(request.getId(), number, Messages.scope(request.getScope()));
          return SignalResponse.getDefaultInstance();
        });
  }

  @Override
  public void exec(ExecRequest request, StreamObserver<ExecResponse> to) {
    answer(
        to,
        () -> {
          List<String> command = new ArrayList<>(List.of(request.getCmd()));
          command.addAll(request.getArgsList());
          ExecResult result =
              executor.exec(
                  request.getId(), command, Duration.ofMillis(request.getDeadlineMillis()));
          return ExecResponse.newBuilder()
              .setOutput(ByteString.copyFrom(result.output()))
              .setExitCode(result.exitCode())
              .setDeadlineExceeded(result.deadlineExceeded())
              .build();
        });
  }

  @Override
  public StreamObserver<ExecInput> execStreaming(StreamObserver<ExecOutput> to) {
    return new ExecCall(executor, (ServerCallStreamObserver<ExecOutput>) to);
  }

  @Override
  public void recover(RecoverRequest request, StreamObserver<ProcessState> to) {
    answer(
        to,
        () ->
            Messages.state(
                executor
                    .recover(request.getId())
                    .orElseThrow(() -> new UnknownProcess(request.getId()))));
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListResponse> to) {
    answer(
        to,
        () ->
            ListResponse.newBuilder()
                .addAllProcesses(executor.list().stream().map(Messages::state).toList())
                .build());
  }
}
