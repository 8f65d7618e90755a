package io.drover.sidecar.grpc;

import com.google.protobuf.ByteString;
import io.drover.contract.node.v1.FileData;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.sidecar.fs.FileReading;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A file of an allocation on its way to the one who asked for it. */
final class FileTransfer {

  // How soon growth is noticed: as long as the HTTP side waits to fill a frame, and a little.
  private static final long LOOK_EVERY_MILLIS = 250;

  private final String file;
  private final FileReading reading;
  private final Transfer transfer;

  FileTransfer(String file, FileReading reading, Transfer transfer) {
    this.file = file;
    this.reading = reading;
    this.transfer = transfer;
  }

  /** Runs until all is sent, or nobody wants more. */
  void run() throws InterruptedException {
    try {
      if (sendAll()) {
        transfer.end(TransferEnd.getDefaultInstance());
      }
    } catch (IOException failure) {
      transfer.end(
          TransferEnd.newBuilder()
              .setStatus(500)
              .setMessage(String.valueOf(failure.getMessage()))
              .build());
    }
  }

  private boolean sendAll() throws IOException, InterruptedException {
    while (true) {
      Optional<FileReading.Piece> piece = reading.next();
      if (piece.isPresent()) {
        if (!transfer.send(message(piece.get()))) {
          return false;
        }
      } else if (reading.ended()) {
        return true;
      } else if (overWithin(LOOK_EVERY_MILLIS)) {
        return false;
      }
    }
  }

  private boolean overWithin(long millis) throws InterruptedException {
    try {
      transfer.over().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException goesOn) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private TransferFromNode message(FileReading.Piece piece) {
    return TransferFromNode.newBuilder()
        .setFile(
            FileData.newBuilder()
                .setFile(file)
                .setOffset(piece.offset())
                .setData(ByteString.copyFrom(piece.data()))
                .setEvent(piece.event()))
        .build();
  }
}
