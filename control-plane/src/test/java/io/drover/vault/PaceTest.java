package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How fast Vault is asked, and how soon again after a failure. */
class PaceTest {

  @Test
  void whatIsOverTheRateWaits() throws InterruptedException {
    RateLimit limit = new RateLimit(500);
    long begin = System.nanoTime();
    for (int i = 0; i < 700; i++) {
      limit.pass();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(350));
  }

  @Test
  void waitsGrowWithinTheirBounds() {
    Backoff backoff = new Backoff(new Random(1));
    Duration total = Duration.ZERO;
    for (int i = 0; i < 50; i++) {
      Duration wait = backoff.next(Duration.ofHours(1));
      assertThat(wait).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(60));
      total = total.plus(wait);
    }
    assertThat(total).isGreaterThan(Duration.ofSeconds(50 * 30));
    backoff.reset();
    assertThat(backoff.next(Duration.ofHours(1))).isLessThan(Duration.ofSeconds(13));
  }

  @Test
  void nobodyWaitsLongerThanHalfOfWhatIsLeft() {
    Backoff backoff = new Backoff(new Random(1));
    for (int i = 0; i < 20; i++) {
      assertThat(backoff.next(Duration.ofSeconds(14)))
          .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }
    assertThat(backoff.next(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void anExpiredTokenIsTriedEveryMinuteOrTwo() {
    assertThat(new Backoff(new Random(1)).next(Duration.ofSeconds(-1)))
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(120));
  }
}
