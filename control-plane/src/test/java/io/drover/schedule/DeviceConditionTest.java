package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.Constraint;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.NodeDeviceInstance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules on devices say: numbers with units, truth values, texts and versions. */
class DeviceConditionTest {
  private static final NodeDevice GPU =
      new NodeDevice(
          "acme",
          "gpu",
          "x1",
          List.of(
              new NodeDeviceInstance("a", true, "", null),
              new NodeDeviceInstance("b", true, "", null)),
          Map.of(
              "memory", Map.of("Int", 8, "Unit", "GiB"),
              "clock", Map.of("Float", 1.5, "Unit", "GHz"),
              "cores", Map.of("Int", 128),
              "ecc", Map.of("Bool", true),
              "driver", Map.of("String", "1.4.2"),
              "modes", Map.of("String", "a, b,c")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${device.attr.memory} | =  | 8GiB | true",
        "${device.attr.memory} | =  | 8192 MiB | true",
        "${device.attr.memory} | >  | 8 GB | true",
        "${device.attr.memory} | >= | 8.5GiB | false",
        "${device.attr.memory} | <  | 1TiB | true",
        "${device.attr.memory} | =  | 8 | false",
        "${device.attr.memory} | >  | 1MHz | false",
        "${device.attr.memory} | != | 4GiB | true",
        "${device.attr.memory} | != | 8GiB | false",
        "${device.attr.memory} | != | 8 | false",
        "${device.attr.clock}  | >= | 1500MHz | true",
        "${device.attr.clock}  | =  | 1500000000 | false",
        "${device.attr.cores}  | >  | 64 | true",
        "${device.attr.cores}  | >  | 64.5 | true",
        "${device.attr.cores}  | =  | many | false",
        "${device.attr.cores}  | version | >= 100 | true",
        "${device.attr.ecc}    | =  | true | true",
        "${device.attr.ecc}    | =  | false | false",
        "${device.attr.ecc}    | != | false | true",
        "${device.attr.driver} | version | ~> 1.4 | true",
        "${device.attr.driver} | semver | >= 1.5.0 | false",
        "${device.attr.driver} | regexp | ^1[.]4 | true",
        "${device.attr.modes}  | set_contains | b,c | true",
        "${device.attr.modes}  | set_contains_any | z,c | true",
        "${device.attr.modes}  | set_contains_all | b,z | false",
        "${device.attr.none}   | is_set | '' | false",
        "${device.attr.none}   | is_not_set | '' | true",
        "${device.attr.none}   | != | 4 | true",
        "${device.attr.none}   | != | ${device.attr.nothing} | false",
        "${device.attr.none}   | =  | ${device.attr.nothing} | false",
        "${device.model}       | =  | x1 | true",
        "${device.vendor}      | =  | acme | true",
        "${device.type}        | != | fpga | true",
        "${device.ids}         | set_contains | b | true",
        "${device.attr.cores}  | set_contains | 128 | false",
        "${device.attr.cores}  | unknown | 128 | false",
        "500mW                 | =  | 0.5W | true",
        "1MB/s                 | >  | 900KB/s | true",
        "1MB/s                 | =  | 1MB | false",
      })
  void holds(String left, String operand, String right, boolean expected) {
    assertThat(DeviceCondition.of(new Constraint(left, right, operand)).holds(GPU))
        .isEqualTo(expected);
  }
}
