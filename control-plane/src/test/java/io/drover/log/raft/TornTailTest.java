package io.drover.log.raft;

import static io.drover.log.raft.LogHarness.append;
import static io.drover.log.raft.LogHarness.awaitLead;
import static io.drover.log.raft.LogHarness.files;
import static io.drover.log.raft.LogHarness.hash;
import static io.drover.log.raft.LogHarness.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.log.LogStartException;
import io.drover.log.RecordingFollower;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member does with a log that was not closed, or was damaged. */
class TornTailTest {

  private static final int ENTRIES = 20;
  private static final int SIZE = 300;

  @TempDir Path directory;
  private RatisLogConfig config;
  private Path open;
  private byte[] good;

  @BeforeEach
  void writeALog() throws Exception {
    config = RatisLogConfig.single(directory, Ports.free());
    try (RatisLog log = start(config, new RecordingFollower())) {
      awaitLead(log);
      append(log, 1, ENTRIES, SIZE);
    }
    open = files(directory, "log_inprogress_*").getFirst();
    good = Files.readAllBytes(open);
  }

  /** The last record again, as it looks when the power went after so many of its bytes. */
  private void tear(int keep) throws Exception {
    int record = lastRecordBytes();
    byte[] torn = Arrays.copyOf(good, good.length + record + 5_000);
    System.arraycopy(good, good.length - record, torn, good.length, keep);
    Files.write(open, torn);
  }

  private int lastRecordBytes() {
    // Two bytes of length, as every record of this test is between 128 and 16383 bytes long.
    for (int at = 8; ; ) {
      int length = (good[at] & 0x7f) | (good[at + 1] << 7);
      int bytes = 2 + length + 4;
      if (at + bytes == good.length) {
        return bytes;
      }
      at += good[at] >= 0 ? 1 + good[at] + 4 : bytes;
    }
  }

  @Test
  void aRecordOfWhichOnlyTheBeginningWasWrittenIsCutOff() throws Exception {
    for (int keep : new int[] {1, 2, 40, 200, lastRecordBytes() - 4, lastRecordBytes() - 1}) {
      tear(keep);
      RecordingFollower follower = new RecordingFollower();
      TornTail.repair(open.getParent(), directory.resolve("damaged"));
      assertThat(Files.readAllBytes(open)).as("keeping %d bytes", keep).isEqualTo(good);
      assertThat(follower.position()).isZero();
    }
    tear(200);
    RecordingFollower follower = new RecordingFollower();
    try (RatisLog log = start(config, follower)) {
      awaitLead(log);
      assertThat(follower.hash()).isEqualTo(hash(ENTRIES, SIZE));
      append(log, ENTRIES + 1, 1, SIZE);
    }
    assertThat(files(directory.resolve("damaged"), "log_inprogress_*")).isNotEmpty();
  }

  @Test
  void anyFlippedBitIsRefusedAndNothingIsChanged() throws Exception {
    for (boolean padded : new boolean[] {false, true}) {
      byte[] base = padded ? Arrays.copyOf(good, good.length + 5_000) : good;
      for (int at = 8; at < good.length; at += at > good.length - 400 ? 1 : 37) {
        byte[] damaged = base.clone();
        damaged[at] ^= 0x10;
        Files.write(open, damaged);
        assertThatThrownBy(() -> TornTail.repair(open.getParent(), directory.resolve("damaged")))
            .as("byte %d of %d", at, good.length)
            .isInstanceOf(LogStartException.class)
            .hasMessageContaining("the log is damaged: " + open);
        assertThat(Files.readAllBytes(open)).isEqualTo(damaged);
      }
    }
  }

  @Test
  void aFlippedBitInAClosedSegmentStopsTheStart() throws Exception {
    try (RatisLog log = start(config, new RecordingFollower())) {
      awaitLead(log);
      append(log, ENTRIES + 1, 1, SIZE);
    }
    RatisLogTest.flip(files(directory, "log_0-*").getFirst(), good.length / 2);

    assertThatThrownBy(() -> start(config, new RecordingFollower()))
        .isInstanceOf(LogStartException.class)
        .hasMessageContaining("cannot be opened")
        .hasMessageContaining("corrupt");
  }
}
