package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch jobs: what is done is done, unless the job changes. */
class BatchCoursesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          doneStaysDone | batch count=2 | complete; eval | '' | ignore=2
          oneDoneTheOtherRuns | batch count=2 | complete 0; eval | 1@0 | ignore=2
          failedForGoodStays | batch count=2 | fail 0; eval | 0@0x 1@0 | ignore=2
          aNewVersionRunsAgain | batch count=2 | complete; edit env=2 | 0@1 1@1 | ignore=2 place=2
          alsoOneThatWouldFitInPlace | batch count=2 | complete; edit priority=60 | 0@1 1@1 | ignore=2 place=2
          aNewVersionReplacesWhatRuns | batch count=2 | edit env=2 | 0@1 1@1 | destructive_update=2
          aNewVersionTakesOverWhatRuns | batch count=2 | edit priority=60 | 0@1 1@1 | in_place_update=2
          moreOfThemRunTheDoneOnesAgain | batch count=2 | complete 0; edit count=3 | 0@1 1@1 2@1 | ignore=1 place=2 in_place_update=1
          whatAnOlderVersionHasDoneDoesNotCount | batch count=3 | complete 0; edit count=2 | 1@1 2@1 | ignore=1 in_place_update=2
          failedOnesOfAnOlderVersionAreHistory | batch count=1 | fail 0; edit env=2 | 0@0x 0@1 | ignore=1 place=1
          stoppedAfterSuccessIsDone | batch count=1 | migrate 0; eval; complete; eval | '' | ignore=1
          aStoppedJobStopsWhatRuns | batch count=2 | complete 0; stop | '' | stop=1
          aStoppedJobStartedAgainRunsAgain | batch count=1 | complete 0; stop; run | 0@2 | ignore=1 place=1
          movesAreReplaced | batch count=1 | migrate 0; eval | 0@0 | migrate=1
          lostOnesAreReplaced | batch count=1 | down 0; eval | 0@0 | place=1 stop=1
          lostOnesAreReplacedOnce | batch count=1 | down 0; eval; eval | 0@0 | ignore=1
          """)
  void course(String name, String job, String steps, String live, String counts) {
    Course course = new Course(job, 10).steps("run; start").steps(steps);

    assertThat(course.live()).isEqualTo(live);
    assertThat(sorted(course.counts())).isEqualTo(sorted(counts));
  }

  private static String sorted(String counts) {
    return String.join(" ", java.util.Arrays.stream(counts.split(" ")).sorted().toList());
  }
}
