package io.drover.log.raft;

import io.drover.log.RecordingFollower;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * A process of its own that appends without end and says what was acknowledged, until it is killed.
 */
public final class LogChild {

  static final int ENTRY_BYTES = 500;

  private LogChild() {}

  public static void main(String[] args) throws Exception {
    RatisLog log =
        LogHarness.start(
            RatisLogConfig.single(Path.of(args[0]), Integer.parseInt(args[1])),
            new RecordingFollower());
    LogHarness.awaitLead(log);
    long term = log.leader().term();
    long position = log.leader().position();
    Semaphore room = new Semaphore(16);
    while (true) {
      room.acquire();
      position++;
      log.append(term, position, LogHarness.entry(position, ENTRY_BYTES))
          .whenComplete(
              (p, e) -> {
                if (e == null) {
                  System.out.println("acked " + p);
                }
                room.release();
              });
    }
  }
}
