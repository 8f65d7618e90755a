package io.drover.http.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.http.Failure;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadParamsTest {

  @Test
  void withoutParametersEverythingHasItsDefault() {
    ReadParams params = ReadParams.parse((String) null);
    assertThat(params.namespace()).isEqualTo("default");
    assertThat(params.waitMax()).isEqualTo(Duration.ofSeconds(300));
    assertThat(params.index()).isZero();
    assertThat(params.perPage()).isZero();
    assertThat(params.pretty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "wait=10s, PT10S",
    "wait=0s, PT5M",
    "wait=-5s, PT5M",
    "wait=1h, PT5M",
    "wait=1m30s, PT1M30S",
    "wait=1.5s, PT1.5S",
    "wait=250ms, PT0.25S"
  })
  void waitHasADefaultAndACap(String query, Duration expected) {
    assertThat(ReadParams.parse(query).waitMax()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "index=x, Invalid index",
    "index=-1, Invalid index",
    "index=+1, Invalid index",
    "wait=x, Invalid wait time",
    "wait=5, Invalid wait time",
    "wait=s, Invalid wait time",
    "wait=., Invalid wait time",
    "wait=1.2.3s, Invalid wait time",
    "stale=maybe, 'Expect `true` or `false` for `stale` query string parameter, got maybe'"
  })
  void whatIsWrongIsRefusedInNomadsWords(String query, String text) {
    assertThatThrownBy(() -> ReadParams.parse(query))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(400);
              assertThat(failure.text()).isEqualTo(text);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"per_page=x", "per_page=99999999999", "per_page="})
  void aPageSizeThatIsNoneCountsAsAbsent(String query) {
    assertThat(ReadParams.parse(query).perPage()).isZero();
  }

  @Test
  void indexesBeyondOurNumbersAreTheGreatest() {
    assertThat(ReadParams.parse("index=18446744073709551615").index()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void namesCountWithoutValues() {
    assertThat(ReadParams.parse("stale&pretty").stale()).isTrue();
    assertThat(ReadParams.parse("pretty").pretty()).isTrue();
    assertThat(ReadParams.parse("pretty=0").pretty()).isFalse();
    assertThat(ReadParams.parse("reverse=1").reverse()).isFalse();
    assertThat(ReadParams.parse("namespace=").namespace()).isEqualTo("default");
  }

  @Property(tries = 1000)
  void anyQueryStringIsReadOrRefused(@ForAll String query) {
    try {
      ReadParams.parse(query);
    } catch (Failure failure) {
      assertThat(failure.status()).isEqualTo(400);
    }
  }

  @Property(tries = 1000)
  void durationsOfOneUnitAreExact(@ForAll int seconds) {
    assertThat(GoValues.duration(seconds + "s")).isEqualTo(Duration.ofSeconds(seconds));
  }
}
