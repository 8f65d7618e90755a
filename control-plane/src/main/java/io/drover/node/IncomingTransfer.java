package io.drover.node;

import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** A stream that a node opened for a transfer; its first message says for which. */
final class IncomingTransfer implements StreamObserver<TransferFromNode> {

  private final OpenRequests requests;
  private final ServerCallStreamObserver<TransferToNode> call;
  private volatile @Nullable NodeTransfer transfer;

  IncomingTransfer(OpenRequests requests, ServerCallStreamObserver<TransferToNode> call) {
    this.requests = requests;
    this.call = call;
    // Only what the reader asks for is taken from the connection, and the first message.
    call.disableAutoRequest();
    call.setOnReadyHandler(this::ready);
    call.setOnCancelHandler(this::cut);
    call.request(1);
  }

  @Override
  public void onNext(TransferFromNode message) {
    NodeTransfer known = transfer;
    if (known != null) {
      known.received(message);
    } else if (!message.hasBegin()) {
      refuse(Status.INVALID_ARGUMENT.withDescription("the first message of a transfer is begin"));
    } else {
      begin(message);
    }
  }

  private void begin(TransferFromNode message) {
    NodeTransfer claimed = requests.claim(message.getBegin()).orElse(null);
    if (claimed == null) {
      refuse(Status.NOT_FOUND.withDescription("no request waits for this transfer"));
      return;
    }
    transfer = claimed;
    if (!claimed.begin(call)) {
      transfer = null;
      refuse(Status.NOT_FOUND.withDescription("no request waits for this transfer any more"));
    }
  }

  private void refuse(Status status) {
    call.onError(status.asRuntimeException());
  }

  @Override
  public void onError(Throwable broken) {
    cut();
  }

  @Override
  public void onCompleted() {
    cut();
  }

  private void cut() {
    NodeTransfer known = transfer;
    if (known != null) {
      known.cut();
    }
  }

  private void ready() {
    NodeTransfer known = transfer;
    if (known != null) {
      known.ready();
    }
  }
}
