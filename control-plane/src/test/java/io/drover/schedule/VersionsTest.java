package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ">= 1.2|1.2.0|true",
        ">= 1.2, < 2.0|1.9.9|true",
        ">= 1.2, < 2.0|2.0|false",
        "~> 1.2|1.9|true",
        "~> 1.2|2.0|false",
        "~> 1.2.3|1.2.9|true",
        "~> 1.2.3|1.3.0|false",
        "~> 1|7.0|true",
        "1.2.3.4|1.2.3.4|true",
        "> 1.2.3.4|1.2.3.5|true",
        "!= 1.0|1.0.0|false",
        ">= 0.6.1|0.6.1-beta|false",
        "> 2.0.0-alpha|2.0.0-beta|true",
        "> 2.0.0-alpha|2.1.0-beta|false",
        "~> 2.1.0-a|2.1.0|false",
        ">= 1.0|v1.2|true",
        ">= 1.0|not a version|false",
        "= 007.1|7.1|true",
      })
  void lenient(String constraint, String version, boolean accepted) {
    assertThat(Versions.parse(constraint, false).accepts(version)).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ">= 1.6.0|1.6.1|true",
        ">= 1.6.0|1.7.0-beta.1|true",
        ">= 1.6.0|1.6.0-beta.1|false",
        ">= 1.6.0|v1.7.0|false",
        ">= 1.6.0|1.7|false",
        "< 2.0.0|2.0.0-rc.1|true",
      })
  void strict(String constraint, String version, boolean accepted) {
    assertThat(Versions.parse(constraint, true).accepts(version)).isEqualTo(accepted);
  }

  @Test
  void whatIsNoConstraintIsNull() {
    assertThat(Versions.parse("", false)).isNull();
    assertThat(Versions.parse(">= x", false)).isNull();
    assertThat(Versions.parse("~> 1.0.0", true)).isNull();
    assertThat(Versions.parse("1".repeat(300), false)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "*,dc1,true",
    "dc*,dc1,true",
    "*1,dc1,true",
    "d*c*1,dxxcyy1,true",
    "dc,dc1,false",
    "*2,dc1,false",
    "d*2,dc1,false",
    "**,x,true"
  })
  void datacenterPatterns(String pattern, String datacenter, boolean matches) {
    assertThat(Datacenters.glob(pattern, datacenter)).isEqualTo(matches);
  }
}
