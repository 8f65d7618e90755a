package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nodes that go down, are lost sight of, come back, or drain. Each row: what it shows, the job,
 * what happens once it runs, what is to run in the end, the counts of the last evaluation, and the
 * evaluations that wait for their time.
 */
class LostCoursesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Down
          downIsReplaced | count=2 | down 0; eval | 0@0 1@0 | ignore=1 place=1 stop=1 | ''
          purgedIsReplaced | count=2 | purgenode 0; eval | 0@0 1@0 | ignore=1 place=1 stop=1 | ''
          bothAreReplaced | count=2 | down; eval | 0@0 1@0 | place=2 stop=2 | ''
          downAndFewerIsNotReplaced | count=3 | down 2; edit count=2 | 0@1 1@1 | stop=1 in_place_update=2 | ''
          downAndNewIsReplacedByTheNewVersion | count=2 | down 0; edit env=2 | 0@1 1@1 | place=1 stop=1 destructive_update=1 | ''
          batchIsReplacedToo | batch count=2 | down 0; eval | 0@0 1@0 | ignore=1 place=1 stop=1 | ''
          aCompleteBatchAllocationIsNotLost | batch count=2 | complete 0; down 0; eval | 1@0 | ignore=2 | ''
          aFailedOneIsNotLost | count=2 | fail 0; down 0; eval | 0@0x 1@0 | ignore=2 | ''
          initializingIsNotDown | count=2 | initializing 0; eval | 0@0 1@0 | ignore=2 | ''
          # Draining
          aDrainingNodeKeepsWhatWasNotToldToMove | count=2 | drain 0; eval | 0@0 1@0 | ignore=2 | ''
          whatIsToldToMoveMoves | count=2 | drain 0; migrate 0; eval | 0@0 1@0 | ignore=1 migrate=1 | ''
          whatIsToMoveGoesFirstWhenThereIsTooMuch | count=3 | migrate 0; edit count=2 | 1@1 2@1 | stop=1 in_place_update=2 | ''
          whatIsToMoveButEndedStays | batch count=2 | complete 0; migrate 0; eval | 1@0 | ignore=2 | ''
          # Lost sight of, without a wish to wait
          disconnectedIsLost | count=2 | disconnected 0; eval | 0@0 1@0 | ignore=1 place=1 stop=1 | ''
          completeOnADisconnectedNodeIsNot | batch count=2 | complete 0; disconnected 0; eval | 1@0 | ignore=2 | ''
          waitingForNoTimeIsNotWaiting | count=2 disconnect=0s | disconnected 0; eval | 0@0 1@0 | ignore=1 place=1 stop=1 | ''
          # With max_client_disconnect
          unknownHasAReplacement | count=2 disconnect=60s | disconnected 0; eval | 0@0? 0@0 1@0 | ignore=1 place=1 | max-disconnect-timeout 60s
          pendingIsLost | count=3 disconnect=60s | edit count=4; disconnected 3; eval | 0@1 1@1 2@1 3@1 | ignore=3 place=1 stop=1 | ''
          unknownIsLeftAlone | count=2 disconnect=60s | disconnected 0; eval; eval | 0@0? 0@0 1@0 | ignore=3 | max-disconnect-timeout 60s
          batchHasAReplacementToo | batch count=2 disconnect=60s | disconnected 0; eval | 0@0? 0@0 1@0 | ignore=1 place=1 | max-disconnect-timeout 60s
          unknownIsLostWhenTheTimeIsOver | count=2 disconnect=60s | disconnected 0; eval; start; wait 60s | 0@0 1@0 | ignore=2 stop=1 | ''
          unknownStaysSoOnANodeThatGoesDown | count=2 disconnect=60s | disconnected 0; eval; start; down 0; eval | 0@0? 0@0 1@0 | ignore=2 place=1 stop=1 | max-disconnect-timeout 60s
          goneForGoodIsLostOnceTheTimeIsOver | count=2 disconnect=60s | disconnected 0; eval; start; wait 61s | 0@0 1@0 | ignore=2 stop=1 | ''
          moreThanOneShareAFollowUp | count=3 disconnect=60s | disconnected 0; disconnected 1; eval | 0@0? 0@0 1@0? 1@0 2@0 | ignore=1 place=2 | max-disconnect-timeout 60s
          aStoppedJobStopsUnknownOnes | count=1 disconnect=60s | disconnected 0; eval; stop | '' | stop=2 | max-disconnect-timeout 60s
          fewerLeaveUnknownOnesAlone | count=2 disconnect=60s | disconnected 0; eval; edit count=1 | 0@0? 0@1 | ignore=1 stop=1 in_place_update=1 | max-disconnect-timeout 60s
          unknownMovesIfTold | count=1 disconnect=60s | disconnected 0; eval; start; migrate; eval | 0@0 | migrate=1 stop=1 | max-disconnect-timeout 60s
          # Back again
          backItGoesOnAndItsReplacementStops | count=1 disconnect=60s | disconnected 0; eval; start; ready; start; back; eval | 0@0 | ignore=1 stop=1 | max-disconnect-timeout 60s
          backButNotYetHeardOfItWaits | count=1 disconnect=60s | disconnected 0; eval; ready; eval | 0@0? 0@0 | ignore=2 | max-disconnect-timeout 60s
          backButFailedTheReplacementStays | count=1 disconnect=60s | disconnected 0; eval; start; ready; backfailed; eval | 0@0 | ignore=1 stop=1 | max-disconnect-timeout 60s
          backButOutdatedItStops | count=1 disconnect=60s | disconnected 0; eval; start; edit env=2; start; ready; back; eval | 0@1 | ignore=1 stop=1 | max-disconnect-timeout 60s
          backButToldToMoveItStops | count=1 disconnect=60s | disconnected 0; eval; start; ready; back; migrateback; eval | 0@0 | ignore=1 stop=1 | max-disconnect-timeout 60s
          backAndLaterAnythingElseIsOrdinary | count=1 disconnect=60s | disconnected 0; eval; start; ready; back; eval; ended; eval | 0@0 | ignore=1 | max-disconnect-timeout 60s
          backWithoutReplacementItGoesOn | count=11 disconnect=60s | disconnected 0; eval; ready 0; back; eval | 0@0 1@0 2@0 3@0 4@0 5@0 6@0 7@0 8@0 9@0 | ignore=10 place=1 | max-disconnect-timeout 60s
          # With stop_after_client_disconnect
          theReplacementWaitsUntilTheNodeHasStoppedIt | count=2 stopafter=30s | down 0; eval | 1@0 | ignore=1 stop=1 | alloc-failure 35s
          itComesWhenTheTimeIsOver | count=2 stopafter=30s | down 0; eval; wait 35s | 0@0 1@0 | ignore=1 place=1 | ''
          itDoesNotComeEarlierForAnotherReason | count=2 stopafter=30s | down 0; eval; wait 10s; eval | 1@0 | ignore=1 | alloc-failure 25s
          batchWaitsToo | batch count=2 stopafter=30s | down 0; eval | 1@0 | ignore=1 stop=1 | alloc-failure 35s
          aKillTimeoutIsWaitedFor | count=1 stopafter=30s kill=20s | down 0; eval | '' | stop=1 | alloc-failure 50s
          """)
  void course(String name, String job, String steps, String live, String counts, String waiting) {
    Course course = new Course(job, 10).steps("run; start").steps(steps);

    assertThat(course.live()).isEqualTo(live);
    assertThat(course.counts()).isEqualTo(counts);
    assertThat(course.waiting()).isEqualTo(waiting);
  }
}
