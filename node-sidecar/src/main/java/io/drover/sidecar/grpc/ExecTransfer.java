package io.drover.sidecar.grpc;

import com.google.protobuf.ByteString;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.drover.sidecar.executor.ExecSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * A command in a task, tied to a transfer: its output goes out as fast as it is taken, its input
 * comes in as fast as it is read, and it lives no longer than the transfer.
 */
final class ExecTransfer {

  private static final Logger LOG = Logger.getLogger(ExecTransfer.class);

  // What a command left in its pipes is read within this time of waiting; a child in the background
  // that holds them open does not hold the end.
  private static final long REST_WAIT_MILLIS = 1000;
  private static final long REST_STEP_MILLIS = 20;
  // A pipe holds 1 MiB at the most (pipe(7)); what comes after that was written by somebody else.
  private static final long REST_BYTES_MAX = 1 << 20;
  private static final long CLOSE_WAIT_MILLIS = 1000;

  private final ExecSession session;
  private final Transfer transfer;
  private final List<OutputPump> pumps = new ArrayList<>();

  ExecTransfer(ExecSession session, Transfer transfer) {
    this.session = session;
    this.transfer = transfer;
  }

  /** Runs until the command or the transfer has ended. */
  void run(String name, boolean tty) throws InterruptedException {
    pumps.add(
        new OutputPump(
            name + " stdout",
            session.stdout(),
            sink(TransferFromNode.Builder::setStdout, TransferFromNode.Builder::setStdoutClosed)));
    if (!tty) {
      pumps.add(
          new OutputPump(
              name + " stderr",
              session.stderr(),
              sink(
                  TransferFromNode.Builder::setStderr, TransferFromNode.Builder::setStderrClosed)));
    }
    // A platform thread for the same reason as an output's: a write to a full pipe holds it.
    Thread input = Thread.ofPlatform().daemon().name(name + " stdin").start(this::takeInput);
    try {
      awaitEither();
      if (!transfer.over().isDone()) {
        readRest();
        session.close();
        for (OutputPump pump : pumps) {
          pump.join(CLOSE_WAIT_MILLIS);
        }
        transfer.end(end());
      }
    } finally {
      session.close();
      input.interrupt();
      pumps.forEach(OutputPump::interrupt);
    }
  }

  private OutputPump.Sink sink(
      BiConsumer<TransferFromNode.Builder, ByteString> data,
      BiConsumer<TransferFromNode.Builder, Boolean> closed) {
    return new OutputPump.Sink() {
      @Override
      public boolean send(ByteString bytes) throws InterruptedException {
        TransferFromNode.Builder message = TransferFromNode.newBuilder();
        data.accept(message, bytes);
        return transfer.send(message.build());
      }

      @Override
      public void closed() throws InterruptedException {
        TransferFromNode.Builder message = TransferFromNode.newBuilder();
        closed.accept(message, true);
        transfer.send(message.build());
      }
    };
  }

  private void awaitEither() throws InterruptedException {
    try {
      CompletableFuture.anyOf(session.exit(), transfer.over()).get();
    } catch (ExecutionException | CancellationException failed) {
      LOG.debugf("a command in a task failed: %s", failed.getMessage());
    }
  }

  private void readRest() throws InterruptedException {
    List<Long> before = pumps.stream().map(OutputPump::moved).toList();
    long waited = 0;
    while (waited < REST_WAIT_MILLIS && !transfer.over().isDone()) {
      boolean idle = true;
      boolean ended = true;
      for (int i = 0; i < pumps.size(); i++) {
        OutputPump pump = pumps.get(i);
        if (!pump.ended() && pump.moved() - before.get(i) <= REST_BYTES_MAX) {
          ended = false;
          idle &= pump.join(REST_STEP_MILLIS) || pump.waiting();
        }
      }
      if (ended) {
        return;
      }
      // While the reader is slow the rest waits for it, however long that takes.
      waited += idle ? REST_STEP_MILLIS : 0;
    }
  }

  private TransferEnd end() {
    try {
      return TransferEnd.newBuilder().setExited(true).setExitCode(session.exit().join()).build();
    } catch (CompletionException | CancellationException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      return TransferEnd.newBuilder()
          .setStatus(500)
          .setMessage(String.valueOf(cause.getMessage()))
          .build();
    }
  }

  private void takeInput() {
    try {
      boolean open = true;
      for (Optional<TransferToNode> message = transfer.receive();
          message.isPresent();
          message = transfer.receive()) {
        open &= take(message.get(), open);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when the command takes no more input. */
  private boolean take(TransferToNode message, boolean open) {
    try {
      switch (message.getBodyCase()) {
        case STDIN -> {
          if (open) {
            session.write(message.getStdin().toByteArray());
          }
        }
        case STDIN_CLOSED -> session.closeInput();
        case TERMINAL_SIZE ->
            session.resize(
                message.getTerminalSize().getHeight(), message.getTerminalSize().getWidth());
        case BODY_NOT_SET -> LOG.debug("a transfer carries what this node does not know");
      }
      return true;
    } catch (IOException closed) {
      LOG.debugf("input of a command: %s", closed.getMessage());
      return !message.hasStdin();
    }
  }
}
