package io.drover.sidecar.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.sidecar.simulate.SimulateOptions.Vanishing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags, and what is said of wrong ones. */
final class OptionParserTest {

  @Test
  void bothFormsOfAFlagAreRead() {
    SimulateOptions options =
        OptionParser.parse(
            "-nodes",
            "5000",
            "-start-delay=1.5s",
            "--seed=-3",
            "-vanish",
            "10@30s",
            "-vanish=5@1m",
            "-servers=a:1,b:2");
    assertThat(options.nodes()).isEqualTo(5000);
    assertThat(options.startDelay()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.runFor()).isNull();
    assertThat(options.seed()).isEqualTo(-3);
    assertThat(options.servers()).containsExactly("a:1", "b:2");
    assertThat(options.vanishings())
        .containsExactly(
            new Vanishing(10, Duration.ofSeconds(30)), new Vanishing(5, Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-nodes=0 | -nodes: 0 is not a whole number from 1 to 1000000",
        "-nodes=many | -nodes: many is not a whole number from 1 to 1000000",
        "-nodes | -nodes needs a value",
        "-nods=1 | unknown flag -nods",
        "nodes | nodes is no flag",
        "-failure-rate=1.5 | -failure-rate: 1.5 is not between 0 and 1",
        "-heartbeat-loss=NaN | -heartbeat-loss: NaN is not between 0 and 1",
        "-run-for=-1s | -run-for: -1s is negative",
        "-start-delay=5 | -start-delay: time: missing unit in duration \"5\"",
        "-servers=localhost | -servers: localhost is not host:port",
        "-datacenters=a,,b | -datacenters has an empty part",
        "-vanish=5 | -vanish: 5 is not <nodes>@<time>, such as 50@30s",
        "-node-pool=all | -node-pool: no node can be in \"all\"",
        "-vanish=500@1s | -vanish: 500 nodes cannot fall silent, there are 100",
      })
  void aWrongFlagIsNamed(String flag, String text) {
    assertThatThrownBy(() -> OptionParser.parse(flag))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }
}
