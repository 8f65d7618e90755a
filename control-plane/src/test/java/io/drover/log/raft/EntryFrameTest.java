package io.drover.log.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.log.raft.EntryFrame.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EntryFrameTest {

  private static final byte[] STORED =
      new EntryFrame(Kind.APPLICATION, 3, 42, "payload".getBytes(StandardCharsets.UTF_8)).encode();

  @Test
  void whatIsStoredIsReadBack() throws Exception {
    EntryFrame frame = EntryFrame.decode(STORED);

    assertThat(frame.kind()).isEqualTo(Kind.APPLICATION);
    assertThat(frame.term()).isEqualTo(3);
    assertThat(frame.sequence()).isEqualTo(42);
    assertThat(frame.payload()).asString(StandardCharsets.UTF_8).isEqualTo("payload");
  }

  @Test
  void everyFlippedBitIsFound() {
    for (int bit = 0; bit < STORED.length * 8; bit++) {
      byte[] damaged = STORED.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> EntryFrame.decode(damaged)).isInstanceOf(BrokenEntryException.class);
    }
  }
}
