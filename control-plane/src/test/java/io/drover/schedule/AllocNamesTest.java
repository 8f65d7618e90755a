package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.DesiredStatus;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocNamesTest {

  private static List<Allocation> allocations(String indexes) {
    return Stream.of(indexes.split(" +"))
        .filter(i -> !i.isEmpty())
        .map(
            i ->
                AllocationBuilder.builder()
                    .id(new AllocId("a" + i))
                    .name("j.g[" + i + "]")
                    .desiredStatus(DesiredStatus.RUN)
                    .build())
        .toList();
  }

  private static String indexes(List<String> names) {
    return names.stream()
        .map(name -> name.substring(name.indexOf('[') + 1, name.length() - 1))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fromTheStart | 3 | '' | 3 | 0 1 2
          fillsGaps | 5 | 0 2 4 | 2 | 1 3
          afterWhatIsThere | 5 | 0 1 | 2 | 2 3
          beyondTheCountIsNoGap | 3 | 0 7 | 2 | 1 2
          overAgainWhenAllAreTaken | 3 | 0 1 2 | 2 | 0 1
          lastGapThenOverAgain | 3 | 0 1 | 3 | 2 0 1
          none | 3 | 0 1 2 | 0 | ''
          """)
  void next(String name, int count, String used, int wanted, String expected) {
    AllocNames names = new AllocNames("j", "g", count, allocations(used));
    assertThat(indexes(names.next(wanted))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          theHighest | 0 1 2 3 | 2 | 2 3
          gapsDoNotCount | 0 1 5 9 | 2 | 5 9
          noMoreThanThereAre | 0 1 | 5 | 0 1
          none | 0 1 | 0 | ''
          manyHigh | 8 16 24 | 2 | 16 24
          """)
  void highest(String name, String used, int wanted, String expected) {
    AllocNames names = new AllocNames("j", "g", 4, allocations(used));
    assertThat(
            new TreeSet<>(names.highest(wanted))
                .stream().map(String::valueOf).collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ofThoseThatAreReplaced | 3 | 0 1 2 | 2 | '' | 0 1 2 | 0 1
          ofTheLowestReplaced | 3 | 0 1 2 | 1 | '' | 1 2 | 1
          notOfACanaryThatIsThere | 3 | 0 1 2 | 1 | 0 | 0 1 2 | 1
          thenFreeOnes | 4 | 0 1 | 3 | '' | 1 | 1 2 3
          thenBeyond | 2 | 0 1 | 4 | '' | 0 1 | 0 1 2 3
          beyondNotTwice | 2 | 0 1 | 1 | 0 1 2 | 0 1 | 3
          replacedBeyondTheCountAreNotAsked | 2 | 0 5 | 2 | '' | 0 5 | 0 1
          """)
  void canaries(
      String name,
      int count,
      String used,
      int wanted,
      String present,
      String replaced,
      String expected) {
    AllocNames names = new AllocNames("j", "g", count, allocations(used));
    assertThat(indexes(names.nextCanaries(wanted, allocations(present), allocations(replaced))))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          released | 0 1 2 | 1 | 1
          releasedHighest | 0 1 2 | 2 | 2
          """)
  void aReleasedNameIsFree(String name, String used, String released, String expected) {
    AllocNames names = new AllocNames("j", "g", 3, allocations(used));
    allocations(released).forEach(names::release);
    assertThat(indexes(names.next(1))).isEqualTo(expected);
  }
}
