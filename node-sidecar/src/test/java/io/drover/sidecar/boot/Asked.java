package io.drover.sidecar.boot;

import com.google.protobuf.ByteString;
import io.drover.contract.node.v1.RequestAnswer;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.TerminalSize;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A request to a node, and what came back for it. */
public final class Asked implements StreamObserver<TransferFromNode> {

  private final long number;
  private final boolean reading;
  private final CompletableFuture<RequestAnswer> answer = new CompletableFuture<>();
  private final CompletableFuture<RequestFailed> failure = new CompletableFuture<>();
  private final CompletableFuture<ServerCallStreamObserver<TransferToNode>> call =
      new CompletableFuture<>();
  private final CompletableFuture<TransferEnd> end = new CompletableFuture<>();
  private final CompletableFuture<Void> cut = new CompletableFuture<>();
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final List<TransferFromNode> messages = new CopyOnWriteArrayList<>();

  Asked(long number, boolean reading) {
    this.number = number;
    this.reading = reading;
  }

  public long number() {
    return number;
  }

  void answered(RequestAnswer with) {
    answer.complete(with);
  }

  void failed(RequestFailed with) {
    failure.complete(with);
  }

  /** The node has opened the transfer. */
  void begun(ServerCallStreamObserver<TransferToNode> with) {
    call.complete(with);
    if (reading) {
      with.request(Integer.MAX_VALUE);
    }
  }

  @Override
  public void onNext(TransferFromNode message) {
    switch (message.getBodyCase()) {
      case STDOUT -> stdout.writeBytes(message.getStdout().toByteArray());
      case STDERR -> stderr.writeBytes(message.getStderr().toByteArray());
      case END -> {
        end.complete(message.getEnd());
        call.join().onCompleted();
      }
      default -> messages.add(message);
    }
  }

  @Override
  public void onError(Throwable broken) {
    cut.complete(null);
  }

  @Override
  public void onCompleted() {
    cut.complete(null);
  }

  private static <T> T soon(CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (Exception late) {
      throw new AssertionError(late);
    }
  }

  /** The document. */
  public String json() {
    return soon(answer).getJson().toStringUtf8();
  }

  /** Status and text of the refusal. */
  public RequestFailed failure() {
    return soon(failure);
  }

  /** Waits until the node has opened the transfer. */
  public Asked awaitBegin() {
    soon(call);
    return this;
  }

  /** How the node ended the transfer. */
  public TransferEnd end() {
    return soon(end);
  }

  public boolean ended() {
    return end.isDone();
  }

  /** Waits until the node has cancelled the transfer. */
  public void awaitCut() {
    soon(cut);
  }

  public void input(String text) {
    send(TransferToNode.newBuilder().setStdin(ByteString.copyFromUtf8(text)).build());
  }

  public void closeInput() {
    send(TransferToNode.newBuilder().setStdinClosed(true).build());
  }

  public void resize(int lines, int columns) {
    send(
        TransferToNode.newBuilder()
            .setTerminalSize(TerminalSize.newBuilder().setHeight(lines).setWidth(columns))
            .build());
  }

  private synchronized void send(TransferToNode message) {
    soon(call).onNext(message);
  }

  /** Whether the connection takes more input. */
  public boolean inputTaken() {
    return soon(call).isReady();
  }

  /** Reads so many messages more. */
  public void read(int count) {
    soon(call).request(count);
  }

  /** Nobody wants it any more. */
  public void cancel() {
    soon(call).onError(Status.CANCELLED.asRuntimeException());
  }

  public String stdout() {
    return stdout.toString(StandardCharsets.UTF_8);
  }

  public int stdoutBytes() {
    return stdout.size();
  }

  public String stderr() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  /** All but output and the end. */
  public List<TransferFromNode> messages() {
    return messages;
  }

  /** What files held. */
  public String data() {
    StringBuilder all = new StringBuilder();
    for (TransferFromNode message : messages) {
      all.append(message.getFile().getData().toStringUtf8());
    }
    return all.toString();
  }
}
