package io.drover.contract.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "-1, -1ns",
    "999, 999ns",
    "1500, 1.5µs",
    "500000000, 500ms",
    "1500000000, 1.5s",
    "10000000000, 10s",
    "60000000000, 1m0s",
    "9760000000000, 2h42m40s",
    "3600000000000, 1h0m0s",
    "3600000000001, 1h0m0.000000001s",
    "9223372036854775807, 2562047h47m16.854775807s",
    "-9223372036854775808, -2562047h47m16.854775808s"
  })
  void isWrittenAsGoWritesIt(long nanos, String text) {
    assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @Test
  void oneBeyondGoIsWrittenAsTheLongest() {
    assertThat(GoDuration.format(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo("2562047h47m16.854775807s");
    assertThat(GoDuration.format(Duration.ofSeconds(Long.MIN_VALUE)))
        .isEqualTo("-2562047h47m16.854775808s");
  }
}
