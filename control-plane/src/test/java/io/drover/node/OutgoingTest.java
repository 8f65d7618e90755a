package io.drover.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.node.v1.CancelRequest;
import io.drover.contract.node.v1.ServerMessage;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutgoingTest {

  /** A connection that takes messages only while it is ready. */
  private static final class Connection extends ServerCallStreamObserver<ServerMessage> {
    final List<Long> taken = new ArrayList<>();
    boolean ready;
    boolean completed;
    @Nullable Status failed;
    Runnable onReady = () -> {};
    Runnable onCancel = () -> {};

    void becomeReady() {
      ready = true;
      onReady.run();
    }

    @Override
    public void onNext(ServerMessage message) {
      taken.add(message.getCancelRequest().getRequestId());
    }

    @Override
    public void onError(Throwable failure) {
      failed = Status.fromThrowable(failure);
    }

    @Override
    public void onCompleted() {
      completed = true;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      onReady = handler;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
      onCancel = handler;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }

  private final Connection connection = new Connection();
  private final Outgoing outgoing = new Outgoing(connection);

  private void send(long number) {
    outgoing.send(
        ServerMessage.newBuilder()
            .setCancelRequest(CancelRequest.newBuilder().setRequestId(number))
            .build());
  }

  @Test
  void whatTheConnectionDoesNotTakeYetWaitsInOrderAndTheEndBehindIt() {
    send(1);
    send(2);
    outgoing.end();
    send(3); // After the end nothing is sent.
    assertThat(connection.taken).isEmpty();
    assertThat(connection.completed).isFalse();
    connection.becomeReady();
    assertThat(connection.taken).containsExactly(1L, 2L);
    assertThat(connection.completed).isTrue();
  }

  @Test
  void whoReadsNothingLosesItsSession() {
    for (long i = 0; i <= 1024; i++) {
      send(i);
    }
    assertThat(connection.failed).isNotNull();
    assertThat(connection.failed.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    connection.becomeReady();
    assertThat(connection.taken).isEmpty();
  }

  @Test
  void aConnectionThatIsGoneIsSentNothing() {
    List<String> gone = new ArrayList<>();
    outgoing.onGone(() -> gone.add("gone"));
    send(1);
    connection.onCancel.run();
    connection.becomeReady();
    outgoing.end();
    assertThat(gone).containsExactly("gone");
    assertThat(connection.taken).isEmpty();
    assertThat(connection.completed).isFalse();
  }
}
