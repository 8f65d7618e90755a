package io.drover.http.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.http.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RowsTest {

  private record Row(String id, long createIndex, String kind) {}

  private static final List<Row> ROWS =
      List.of(new Row("a", 1, "x"), new Row("b", 2, "y"), new Row("c", 3, "x"));

  private static Rows.Page<Row> page(String query) {
    return Rows.of(ReadParams.parse(query)).page(ROWS, r -> r, Row::id);
  }

  @Test
  void aPageEndsWithTheTokenOfTheNextRow() {
    assertThat(page("per_page=2").rows()).containsExactly(ROWS.get(0), ROWS.get(1));
    assertThat(page("per_page=2").nextToken()).isEqualTo("c");
    assertThat(page("per_page=2&next_token=c").rows()).containsExactly(ROWS.get(2));
    assertThat(page("per_page=2&next_token=c").nextToken()).isEmpty();
    assertThat(page("per_page=3").nextToken()).isEmpty();
    assertThat(page("next_token=zzz").rows()).isEmpty();
  }

  @Test
  void whatTheFilterLeavesOutDoesNotCount() {
    assertThat(page("per_page=1&filter=Kind+%3D%3D+x").nextToken()).isEqualTo("c");
    assertThat(page("per_page=2&filter=Kind+%3D%3D+x").rows())
        .containsExactly(ROWS.get(0), ROWS.get(2));
  }

  @Test
  void aNegativePageIsEmptyAndNamesTheFirstRow() {
    assertThat(page("per_page=-1").rows()).isEmpty();
    assertThat(page("per_page=-1").nextToken()).isEqualTo("a");
  }

  @Test
  void aWrongFilterIsRefusedBeforeAndAfterLooking() {
    assertThatThrownBy(() -> page("filter=!!"))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith(
            "failed to create result paginator: failed to read filter expression: 1:1 (0):");
    assertThatThrownBy(() -> page("filter=Nope+%3D%3D+1"))
        .hasMessageStartingWith("failed to read result page: error finding value in datum: /Nope");
  }

  @Property(tries = 200)
  void pagesByCreationTogetherAreTheWholeList(
      @ForAll @IntRange(min = 0, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 7) int perPage,
      @ForAll boolean reverse) {
    List<Row> rows =
        new ArrayList<>(
            IntStream.range(0, size)
                .mapToObj(i -> new Row("r" + i % 3 + (char) ('a' + i), 1L + i * 53L / 2, "x"))
                .sorted(java.util.Comparator.comparingLong(Row::createIndex).thenComparing(Row::id))
                .toList());
    List<Row> listed = reverse ? rows.reversed() : rows;
    List<Row> seen = new ArrayList<>();
    String token = "";
    do {
      Rows.Page<Row> page =
          Rows.of(
                  ReadParams.parse(
                      "per_page=" + perPage + "&next_token=" + token + "&reverse=" + reverse))
              .pageByCreation(listed, r -> r, Row::createIndex, Row::id);
      assertThat(page.rows().size()).isLessThanOrEqualTo(perPage);
      seen.addAll(page.rows());
      token = page.nextToken();
    } while (!token.isEmpty() && seen.size() <= size);
    assertThat(seen).containsExactlyElementsOf(listed);
  }
}
