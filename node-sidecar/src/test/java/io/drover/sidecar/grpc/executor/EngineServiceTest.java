package io.drover.sidecar.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drover.contract.executor.v1.ExecCommand;
import io.drover.contract.executor.v1.ExecInput;
import io.drover.contract.executor.v1.ExecOutput;
import io.drover.contract.executor.v1.ExecRequest;
import io.drover.contract.executor.v1.ExecResponse;
import io.drover.contract.executor.v1.ExecStart;
import io.drover.contract.executor.v1.ExecutorGrpc;
import io.drover.contract.executor.v1.LaunchRequest;
import io.drover.contract.executor.v1.ListRequest;
import io.drover.contract.executor.v1.ProcessState;
import io.drover.contract.executor.v1.RecoverRequest;
import io.drover.contract.executor.v1.Resources;
import io.drover.contract.executor.v1.ShutdownRequest;
import io.drover.contract.executor.v1.SignalRequest;
import io.drover.contract.executor.v1.SignalScope;
import io.drover.contract.executor.v1.StatsRequest;
import io.drover.contract.executor.v1.TaskStatistics;
import io.drover.contract.executor.v1.TerminalSize;
import io.drover.contract.executor.v1.UpdateResourcesRequest;
import io.drover.contract.executor.v1.VersionRequest;
import io.drover.contract.executor.v1.WaitRequest;
import io.drover.sidecar.executor.Engine;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call, from outside, over the socket, with real processes. */
final class EngineServiceTest {

  @TempDir Path directory;
  private Engine engine;
  private Path path;
  private ExecutorSocket socket;
  private EventLoopGroup loop;
  private ManagedChannel channel;
  private ExecutorGrpc.ExecutorBlockingStub client;

  @BeforeEach
  void begin() throws Exception {
    engine = new Engine(directory);
    path = directory.resolve("executor.sock");
    socket = ExecutorSocket.open(path, engine.executor);
    loop = new NioEventLoopGroup(1);
    channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(path))
            .channelFactory(NioDomainSocketChannel::new)
            .eventLoopGroup(loop)
            .usePlaintext()
            .build();
    client = ExecutorGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void end() throws Exception {
    if (engine == null) {
      return;
    }
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    socket.close();
    assertThat(path).doesNotExist();
    engine.close();
  }

  private ProcessState launch(String id, String script) throws Exception {
    return client.launch(
        LaunchRequest.newBuilder()
            .setId(id)
            .setCommand(
                ExecCommand.newBuilder()
                    .setCmd("/bin/sh")
                    .addAllArgs(List.of("-c", script))
                    .setStdoutPath(engine.taskDirectory().resolve("out").toString())
                    .putEnv("PATH", "/usr/bin:/bin")
                    .setTaskDir(engine.taskDirectory().toString()))
            .build());
  }

  private ProcessState ended(String id) {
    return client
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .wait(WaitRequest.newBuilder().setId(id).build());
  }

  @Test
  void onlyTheOwnerCanOpenTheSocket() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (var left = Files.list(directory)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith(".executor")))
          .isEmpty();
    }
  }

  @Test
  void versionsAreNegotiated() {
    for (String good : List.of("", "1.1.0", "2.0.0", "2.7")) {
      assertThat(client.version(VersionRequest.newBuilder().setClientVersion(good).build()))
          .satisfies(told -> assertThat(told.getVersion()).isEqualTo("2.0.0"))
          .satisfies(told -> assertThat(told.getUnderstoodList()).contains("1.1.0"));
    }
    assertThatThrownBy(
            () -> client.version(VersionRequest.newBuilder().setClientVersion("3.0.0").build()))
        .hasMessageStartingWith("INVALID_ARGUMENT: client version 3.0.0 is not understood");
  }

  @Test
  void aProcessIsLaunchedAwaitedListedAndRecovered() throws Exception {
    ProcessState launched = launch("a", "sleep 0.2; exit 5");
    assertThat(launched.getPid()).isPositive();
    assertThat(launched.hasExit()).isFalse();
    ProcessState ended = ended("a");
    assertThat(ended.getExit().getExitCode()).isEqualTo(5);
    assertThat(ended.getTimeUnixNanos()).isGreaterThan(launched.getTimeUnixNanos());
    assertThat(client.list(ListRequest.getDefaultInstance()).getProcessesList())
        .containsExactly(ended);
    assertThat(client.recover(RecoverRequest.newBuilder().setId("a").build())).isEqualTo(ended);
    assertThatThrownBy(() -> launch("a", "true")).hasMessageStartingWith("ALREADY_EXISTS");
    assertThatThrownBy(() -> ended("none")).hasMessageStartingWith("NOT_FOUND");
    assertThatThrownBy(() -> client.recover(RecoverRequest.newBuilder().setId("none").build()))
        .hasMessageStartingWith("NOT_FOUND");
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> launch("../a", "true")).hasMessageStartingWith("INVALID_ARGUMENT");
    assertThatThrownBy(() -> client.launch(LaunchRequest.newBuilder().setId("a").build()))
        .hasMessage("INVALID_ARGUMENT: task_dir is not an absolute path: \"\"");
    assertThatThrownBy(
            () ->
                client.launch(
                    LaunchRequest.newBuilder()
                        .setId("a")
                        .setCommand(ExecCommand.newBuilder().setCmd("/no/such").setTaskDir("/tmp"))
                        .build()))
        .hasMessage("UNKNOWN: binary \"/no/such\" could not be found");
  }

  @Test
  void aProcessIsSignalledAndShutDown() throws Exception {
    launch("a", "trap 'exit 6' USR1; echo up; while :; do sleep 0.05; done");
    Path out = engine.taskDirectory().resolve("out");
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.readString(out).equals("up\n"));
    assertThatThrownBy(
            () -> client.signal(SignalRequest.newBuilder().setId("a").setSignal("X").build()))
        .hasMessage("INVALID_ARGUMENT: unknown signal \"X\"");
    client.signal(
        SignalRequest.newBuilder()
            .setId("a")
            .setSignal("SIGUSR1")
            .setScope(SignalScope.SIGNAL_SCOPE_CGROUP)
            .build());
    assertThat(ended("a").getExit().getExitCode()).isIn(6, 138);
    launch("b", "trap '' INT; sleep 60");
    assertThatThrownBy(
            () ->
                client.shutdown(ShutdownRequest.newBuilder().setId("b").setGraceMillis(-1).build()))
        .hasMessageStartingWith("INVALID_ARGUMENT: the grace period is negative");
    assertThatThrownBy(
            () -> client.shutdown(ShutdownRequest.newBuilder().setId("b").setSignal("Y").build()))
        .hasMessage("INVALID_ARGUMENT: error unknown signal given for shutdown: Y");
    client.shutdown(ShutdownRequest.newBuilder().setId("b").build());
    assertThat(ended("b").getExit().getSignal()).isEqualTo(9);
  }

  @Test
  void limitsAreChangedAndUsageEndsWithTheProcess() throws Exception {
    launch("a", "sleep 60");
    assertThat(
            client
                .updateResources(
                    UpdateResourcesRequest.newBuilder()
                        .setId("a")
                        .setResources(Resources.newBuilder().setCpuShares(200))
                        .build())
                .getResources()
                .getCpuShares())
        .isEqualTo(200);
    assertThatThrownBy(
            () ->
                client
                    .stats(StatsRequest.newBuilder().setId("a").setIntervalMillis(5).build())
                    .hasNext())
        .hasMessage("INVALID_ARGUMENT: interval_millis is 5; at least 100");
    client.shutdown(ShutdownRequest.newBuilder().setId("a").build());
    assertThat(client.stats(StatsRequest.newBuilder().setId("a").build()).hasNext()).isFalse();
  }

  @Test
  void whatItUsesIsToldAgainAndAgainUntilItsEndByOneThreadForAll() throws Exception {
    launch("a", "sleep 60");
    StatsRequest often = StatsRequest.newBuilder().setId("a").setIntervalMillis(100).build();
    List<Iterator<TaskStatistics>> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      streams.add(client.stats(often));
    }
    for (Iterator<TaskStatistics> stream : streams) {
      assertThat(stream.next().hasTotal()).isTrue();
      assertThat(stream.hasNext()).isTrue();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("statistics"))
        .hasSize(1);
    client.shutdown(ShutdownRequest.newBuilder().setId("a").build());
    for (Iterator<TaskStatistics> stream : streams) {
      stream.forEachRemaining(usage -> {});
      assertThat(stream.hasNext()).isFalse();
    }
  }

  @Test
  void aCommandRunsInside() throws Exception {
    launch("a", "sleep 60");
    ExecResponse told =
        client.exec(
            ExecRequest.newBuilder()
                .setId("a")
                .setCmd("sh")
                .addAllArgs(List.of("-c", "echo hi; exit 2"))
                .build());
    assertThat(told.getOutput().toStringUtf8()).isEqualTo("hi\n");
    assertThat(told.getExitCode()).isEqualTo(2);
    assertThat(
            client
                .exec(
                    ExecRequest.newBuilder()
                        .setId("a")
                        .setCmd("sleep")
                        .addArgs("60")
                        .setDeadlineMillis(200)
                        .build())
                .getDeadlineExceeded())
        .isTrue();
  }

  /** What the service sends, the end as a message of its own. */
  private static final class Received implements StreamObserver<ExecOutput> {
    final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

    @Override
    public void onNext(ExecOutput output) {
      all.add(output);
    }

    @Override
    public void onError(Throwable failure) {
      all.add(failure);
    }

    @Override
    public void onCompleted() {
      all.add("completed");
    }

    Object next() throws InterruptedException {
      Object next = all.poll(60, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    String text(String until) throws InterruptedException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf(until) < 0) {
        text.append(((ExecOutput) next()).getStdout().toStringUtf8());
      }
      return text.toString();
    }
  }

  private static ExecInput start(String id, boolean tty, String... command) {
    return ExecInput.newBuilder()
        .setStart(ExecStart.newBuilder().setId(id).addAllCommand(List.of(command)).setTty(tty))
        .build();
  }

  @Test
  void aCommandIsStreamed() throws Exception {
    launch("a", "sleep 60");
    Received received = new Received();
    StreamObserver<ExecInput> input = ExecutorGrpc.newStub(channel).execStreaming(received);
    input.onNext(start("a", true, "sh"));
    input.onNext(
        ExecInput.newBuilder()
            .setTerminalSize(TerminalSize.newBuilder().setHeight(40).setWidth(100))
            .build());
    input.onNext(
        ExecInput.newBuilder().setStdin(ByteString.copyFromUtf8("stty size; exit 3\n")).build());
    assertThat(received.text("40 100\r\n")).contains("stty size");
    Object last = received.next();
    while (!(last instanceof ExecOutput output) || !output.hasExit()) {
      last = received.next();
    }
    assertThat(((ExecOutput) last).getExit().getExitCode()).isEqualTo(3);
    assertThat(received.next()).isEqualTo("completed");
  }

  @Test
  void aStreamThatCannotBeginIsAnError() throws Exception {
    launch("a", "sleep 60");
    Received missing = new Received();
    ExecutorGrpc.newStub(channel).execStreaming(missing).onNext(start("a", false, "/no/such"));
    assertThat((Throwable) missing.next())
        .hasMessage(
            "UNKNOWN: failed to start command: fork/exec /no/such: no such file or directory");
    Received early = new Received();
    ExecutorGrpc.newStub(channel)
        .execStreaming(early)
        .onNext(ExecInput.newBuilder().setStdinClosed(true).build());
    assertThat((Throwable) early.next())
        .hasMessage("INVALID_ARGUMENT: the first message must be start");
  }

  @Test
  void aClientThatGoesEndsItsCommand() throws Exception {
    ProcessState task = launch("a", "exec sleep 60");
    Received received = new Received();
    StreamObserver<ExecInput> input = ExecutorGrpc.newStub(channel).execStreaming(received);
    input.onNext(start("a", false, "sh", "-c", "echo up; sleep 977"));
    assertThat(received.text("up\n")).isEqualTo("up\n");
    // More than anybody takes: the command does not read it.
    input.onNext(ExecInput.newBuilder().setStdin(ByteString.copyFrom(new byte[1 << 20])).build());
    input.onError(new IllegalStateException("the client goes"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(engine.tree.members("a")).containsExactly(task.getPid()));
  }
}
