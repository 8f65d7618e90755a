package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the last plan stops, and the reasons that users read; {@code l} marks a lost one. */
class StopCoursesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          theHighestNumbers | count=4 | edit count=2 | 2@0 alloc not needed due to job update, 3@0 alloc not needed due to job update
          allOfAStoppedJob | count=1 | stop | 0@0 alloc not needed due to job update
          allOfAPurgedJob | count=1 | purge | 0@0 alloc not needed due to job update
          allOfAStoppedBatchJob | batch count=1 | stop | 0@0 alloc not needed due to job update
          allOfAStoppedSystemJob | system | stop | 0@0 alloc not needed due to job update, 0@0 alloc not needed due to job update
          lostOnesOfAStoppedJob | count=1 | down 0; stop | 0@0l alloc is lost since its node is down
          whatIsReplaced | count=1 | edit env=2 | 0@0 alloc is being updated due to job update
          whatMoves | count=1 | migrate; eval | 0@0 alloc is being migrated
          whatIsLost | count=1 | down; eval | 0@0l alloc is lost since its node is down
          whatWasToStopOnANodeThatIsGone | count=2 | edit count=1; down stopped; eval | 1@0l alloc is lost since its node is down
          whatWasToStopOnAPurgedNode | count=2 | edit count=1; purgenode stopped; eval | 1@0l alloc is lost since its node is down
          whatIsTriedAgain | count=1 reschedule=unlimited/0s/0s/constant/0s | fail; eval | 0@0 alloc was rescheduled because it failed
          theReplacementOfOneThatCameBack | count=1 disconnect=60s | disconnected 0; eval; ready; start; back; eval | 0@0 alloc not needed due to disconnected client reconnect
          oneThatCameBackFailed | count=1 disconnect=60s | disconnected 0; eval; start; ready; backfailed; eval | 0@0 alloc was rescheduled because it failed
          oneThatCameBackOutdated | count=1 disconnect=60s | disconnected 0; eval; start; edit env=2; start; ended; ready; back; eval | 0@0 alloc not needed due to job update
          oneThatStayedAwayForTooLong | count=1 disconnect=60s | disconnected 0; eval; start; wait 60s | 0@0l alloc is lost since its node is down
          aGroupThatIsGone | count=1 group=h | edit only=h | 0@0 alloc not needed due to job update
          aSystemAllocationThatHasToMove | system | migrate 0; eval | 0@0 alloc not needed as node is tainted, 0@0 alloc not needed as node is tainted
          aSystemAllocationOfAnotherVersion | system | edit env=2 | 0@0 alloc is being updated due to job update, 0@0 alloc is being updated due to job update
          aSystemJobOutOfItsDatacenter | system | edit dc=dc2 | 0@0 alloc not needed due to job update, 0@0 alloc not needed due to job update
          """)
  void stops(String name, String job, String steps, String stops) {
    int nodes = job.startsWith("system") ? 2 : 10;
    assertThat(new Course(job, nodes).steps("run; start").steps(steps).stops()).isEqualTo(stops);
  }
}
