package io.drover.http.query.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

  private record Inner(@Nullable String name, double weight) {}

  private record Thing(
      String id,
      int priority,
      boolean stop,
      JobStatus status,
      @Nullable Inner inner,
      List<String> datacenters,
      List<Inner> groups,
      Map<String, String> meta) {}

  private static final Thing THING =
      new Thing(
          "full-web",
          70,
          true,
          JobStatus.RUNNING,
          null,
          List.of("dc1", "dc2"),
          List.of(new Inner("g", 0.5)),
          Map.of("k", "v", "kernel.name", "linux"));

  private static boolean test(String filter) throws FilterException {
    return Filter.parse(filter).test(THING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "ID == \"full-web\" | true",
        "ID == full | false",
        "ID != \"x\" | true",
        "Priority == 70 | true",
        "Priority == \"70\" | true",
        "Priority != 70 | false",
        "Stop == true | true",
        "Stop == 0 | false",
        "Status == \"running\" | true",
        "ID matches \"^full-\" | true",
        "ID not matches `^\\d` | true",
        "ID contains \"web\" | true",
        "ID not contains \"web\" | false",
        "\"web\" in ID | true",
        "Meta.k == \"v\" | true",
        "Meta[\"kernel.name\"] == \"linux\" | true",
        "Meta.nope == \"v\" | false",
        "Meta.nope != \"v\" | true",
        "Meta.nope is empty | true",
        "\"k\" in Meta | true",
        "\"v\" not in Meta | true",
        "\"dc2\" in Datacenters | true",
        "Datacenters contains \"dc3\" | false",
        "Datacenters is empty | false",
        "Inner is empty | true",
        "Inner is not empty | false",
        "Groups.0.Name == g | true",
        "Groups.0.Weight == 0.5 | true",
        "Groups.7.Name == g | false",
        "\"/Meta/k\" == \"v\" | true",
        "not ID == \"x\" | true",
        "not (ID == \"x\" or Priority == 70) | false",
        "ID == \"x\" or Priority == 70 and Stop == true | true",
        "(ID == \"x\" or Priority == 70) and Stop == false | false",
        "  ( Stop==true )   and not not Stop==true  | true",
      })
  void comparesAsGoBexprDoes(String filter, boolean expected) throws Exception {
    assertThat(test(filter)).isEqualTo(expected);
  }

  /** The texts are those of a recorded server. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "Priority > 60 | 1:10 (9): no match found, expected: "
            + "\"!=\", \"==\", \"contains\", \"in\", \"is\", \"matches\", \"not\" or [ \\t\\r\\n]",
        "any TaskGroups as g {g.Name == \"web\"} | 1:5 (4): no match found, expected: "
            + "\"!=\", \"==\", \"contains\", \"in\", \"is\", \"matches\", \"not\" or [ \\t\\r\\n]",
        "Type = \"x\" | 1:6 (5): no match found, expected: "
            + "\"!=\", \"==\", \"contains\", \"in\", \"is\", \"matches\", \"not\" or [ \\t\\r\\n]",
        "'Type == ' | 1:9 (8): no match found, expected: "
            + "\"-\", \"0\", \"\\\"\", \"`\", [ \\t\\r\\n], [1-9] or [a-zA-Z]",
        "!! | 1:1 (0): no match found, expected: "
            + "\"(\", \"-\", \"0\", \"\\\"\", \"`\", \"not\", [ \\t\\r\\n], [1-9] or [a-zA-Z]",
        "ClientStatus ~ \"x\" | 1:14 (13): no match found, expected: "
            + "\"!=\", \"==\", \"contains\", \"in\", \"is\", \"matches\", \"not\" or [ \\t\\r\\n]",
      })
  void saysWhatIsWrongAsTheRecordedServerDid(String filter, String text) {
    assertThatThrownBy(() -> Filter.parse(filter))
        .isInstanceOf(FilterException.class)
        .hasMessage(text);
  }

  @Test
  void anUnknownFieldIsNamed() {
    assertThatThrownBy(() -> test("NoSuchField == 1"))
        .hasMessage(
            "error finding value in datum: /NoSuchField at part 0: couldn't find key: struct field"
                + " with name \"NoSuchField\"");
  }

  @Test
  void whatDoesNotFitTheFieldIsRefused() {
    assertThatThrownBy(() -> test("Priority == x")).isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> test("Stop == maybe")).isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> test("Priority is empty")).isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> test("Priority matches \"7\"")).isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> test("ID matches \"(\"")).isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> test("ID.x == 1")).isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> test("Groups == 1")).isInstanceOf(FilterException.class);
  }

  @Test
  void depthAndLengthAreBounded() {
    assertThatThrownBy(() -> Filter.parse("(".repeat(4000) + "ID == 1" + ")".repeat(4000)))
        .hasMessageContaining("nested deeper");
    assertThatThrownBy(() -> Filter.parse("not ".repeat(1500) + "ID == 1"))
        .hasMessageContaining("nested deeper");
    assertThatThrownBy(() -> Filter.parse("x".repeat(10_000))).hasMessageContaining("longer than");
  }

  @Test
  void idsAndEnumsOfTheModelCompareAsText() throws Exception {
    JobVersion job =
        new JobVersion(
            "default",
            "j",
            3,
            Digest.of(new byte[0]),
            false,
            false,
            JobStatus.DEAD,
            "",
            1,
            1,
            1,
            1,
            "j",
            "",
            JobType.BATCH,
            50,
            List.of("*"),
            "default",
            false,
            false,
            "");
    assertThat(Filter.parse("Status == dead and Type == batch and Version == 3").test(job))
        .isTrue();
  }

  @Property(tries = 3000)
  void anyTextIsAFilterOrRefused(@ForAll("filters") String text) {
    try {
      Filter filter = Filter.parse(text);
      filter.test(THING);
    } catch (FilterException e) {
      assertThat(e.text()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> filters() {
    List<String> words =
        Arrays.asList(
            "ID",
            "Priority",
            "Meta",
            "Groups",
            "Inner",
            "Datacenters",
            ".",
            "[",
            "]",
            "\"k\"",
            "k",
            "==",
            "!=",
            "in",
            "not",
            "is",
            "empty",
            "contains",
            "matches",
            "and",
            "or",
            "(",
            ")",
            "\"",
            "`",
            "-",
            "0",
            "7.5",
            "\\",
            "\n",
            "/",
            "\"/a/b\"",
            "{",
            "~",
            "é");
    return Arbitraries.of(words)
        .list()
        .ofMaxSize(14)
        .flatMap(list -> Arbitraries.of("", " ").map(space -> String.join(space, list)));
  }
}
