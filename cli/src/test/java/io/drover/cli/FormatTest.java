package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FormatTest {

  @Test
  void spansHaveTheirTwoGreatestUnits() {
    assertThat(Format.span(Duration.ZERO)).isEqualTo("0s");
    assertThat(Format.span(Duration.ofSeconds(59))).isEqualTo("59s");
    assertThat(Format.span(Duration.ofSeconds(3723))).isEqualTo("1h2m");
    assertThat(Format.span(Duration.ofSeconds(3603))).isEqualTo("1h");
    assertThat(Format.span(Duration.ofDays(400))).isEqualTo("1y1mo");
  }

  @Test
  void aTimeToComeSaysSo() {
    long later = Ran.NOW.plusSeconds(90).getEpochSecond() * 1_000_000_000L;
    assertThat(Format.ago(later, Ran.NOW)).isEqualTo("1m30s from now");
    assertThat(Format.ago(0, Ran.NOW)).isEmpty();
  }

  @Test
  void bytesHaveADecimalBelowTen() {
    assertThat(Format.bytes(0)).isEqualTo("0 B");
    assertThat(Format.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Format.mebibytes(256)).isEqualTo("256 MiB");
    assertThat(Format.mebibytes(2048)).isEqualTo("2.0 GiB");
  }

  @Test
  void columnsAreTwoSpacesApartWithoutTrailingSpaces() {
    Table table = Table.columns("A", "Long title").row("longer", "").row("é", "x");
    assertThat(table.toString()).isEqualTo("A       Long title\nlonger\né       x");
  }
}
