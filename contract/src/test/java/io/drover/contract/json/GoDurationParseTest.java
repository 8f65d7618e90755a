package io.drover.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationParseTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "5s, 5000000000",
    "1h30m, 5400000000000",
    "1.5h, 5400000000000",
    ".5s, 500000000",
    "1.s, 1000000000",
    "-1m30.5s, -90500000000",
    "+3ms, 3000000",
    "250\u00b5s, 250000",
    "250\u03bcs, 250000",
    "1us2ns, 1002",
    "0.100000000000000000000h, 360000000000",
    "9223372036854775807ns, 9223372036854775807",
    "-9223372036854775808ns, -9223372036854775808",
    "-9223372036.854775808s, -9223372036854775808"
  })
  void readsWhatGoReads(String text, long nanos) {
    assertThat(GoDuration.parseNanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "s",
        ".s",
        "1",
        "3x",
        "5 s",
        "1d",
        "2562048h",
        "9223372036854775808ns",
        "1h-2m",
        "9223372036854775810ns",
        "--1s",
        "1e3s"
      })
  void refusesWhatGoRefuses(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .isInstanceOf(GoDuration.FormatException.class)
        .hasMessageStartingWith("time: ");
  }

  @Test
  void wordsItsComplaintsAsGo() {
    assertThatThrownBy(() -> GoDuration.parse("10"))
        .hasMessage("time: missing unit in duration \"10\"");
    assertThatThrownBy(() -> GoDuration.parse("5 s"))
        .hasMessage("time: unknown unit \" s\" in duration \"5 s\"");
    assertThatThrownBy(() -> GoDuration.parse("2562048h"))
        .hasMessage("time: invalid duration \"2562048h\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "90000000000, 1m30s",
    "3600000000000, 1h0m0s",
    "1500000000, 1.5s",
    "250000, 250\u00b5s",
    "1100, 1.1\u00b5s",
    "2200000, 2.2ms",
    "1, 1ns",
    "-90000000000, -1m30s",
    "-9223372036854775808, -2562047h47m16.854775808s"
  })
  void printsAsGo(long nanos, String text) {
    assertThat(GoDuration.formatNanos(nanos)).isEqualTo(text);
  }

  @Property
  void everyDurationSurvivesPrintingAndReading(@ForAll long nanos) {
    assertThat(GoDuration.parseNanos(GoDuration.formatNanos(nanos))).isEqualTo(nanos);
  }
}
