package io.drover.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No expression takes the compiler's memory or stack, and ordinary ones are accepted. */
@Timeout(60)
class RegexpTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((((a{100}){100}){100}){100})",
        "(((a{0,1000}){0,1000}){0,1000})",
        "(((a{1000,}){1000,}){1000,})",
        "(((\\pL{100}){100}){100}){100}",
        "(((\\x{41}{100}){100}){100}){100}",
        "((([]]{100}){100}){100}){100}",
        "((([^]a]{100}){100}){100}){100}",
        "((([[:alpha:]]{100}){100}){100}){100}",
        "((([\\]]{100}){100}){100}){100}",
        "(((\\Q)\\E{100}){100}){100}){100}",
        "(((\\Q)\\E(a{100})){100}){100}){100}",
        "(?:(?:(?:(?P<n>a{100}){100}){100}){100})",
        "(((a{100}|[)]){100}){100}){100}",
        "(((a{1,100}\\)){100}){100}){100}",
      })
  void multipliedRepetitionsAreRefused(String expression) {
    assertThat(RegexpText.fault(expression)).isEqualTo("expression is too large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^web-[0-9]{1,3}$",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "(?i)(((((a*)*)*)*)*)*b",
        "[[:alpha:]\\x{10FFFF}]+",
        "\\p{Greek}\\x{1F600}",
        "a{,3}",
        "(a{100}){10}",
        "",
        "\\Q((((\\E",
      })
  void ordinaryOnesAreAccepted(String expression) {
    assertThat(RegexpText.fault(expression)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a{1001}", "(", "[", "\\", "a**", "[[:foo:]]", ")", "\\p{", "x{2}{3}"})
  void malformedOnesAreRefusedWithTheirFault(String expression) {
    assertThat(RegexpText.fault(expression)).startsWith("error parsing regexp: ");
  }

  @Test
  void nestingAndLengthAreLimited() {
    assertThat(RegexpText.fault("(".repeat(2000) + ")".repeat(2000)))
        .isEqualTo("expression nests deeper than 500 parentheses");
    assertThat(RegexpText.fault("(".repeat(499) + "a{1,9}" + ")".repeat(499))).isNull();
    assertThat(RegexpText.fault("a".repeat(4097)))
        .isEqualTo("expression is longer than 4096 characters");
  }
}
