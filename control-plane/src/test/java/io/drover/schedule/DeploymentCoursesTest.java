package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rolling updates and canaries, step by step. Each row: what it shows, the job, what happens, what
 * is to run in the end, the deployment as {@code version status total:placed:healthy}, and the
 * counts of the last evaluation.
 */
class DeploymentCoursesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "~",
      textBlock =
          """
          # Beginning
          aFirstVersionGoesAtOnceWhateverMaxParallelIs | count=3 parallel=1 | run | 0@0 1@0 2@0 | 0 running 3:3:0 | place=3
          withoutUpdateThereIsNoDeployment | count=3 | run | 0@0 1@0 2@0 | none | place=3
          withMaxParallel0ThereIsNoDeployment | count=3 parallel=0 | run | 0@0 1@0 2@0 | none | place=3
          withCount0ThereIsNoDeployment | count=0 parallel=1 | run | '' | none | ''
          canariesAreNotForAFirstVersion | count=2 canary=1 | run | 0@0 1@0 | 0 running 2:2:0 | place=2
          batchHasNoDeployment | batch count=2 parallel=1 | run | 0@0 1@0 | none | place=2
          nothingMoreIsPlacedWhileTheFirstOnesStart | count=3 parallel=1 | run; start; eval | 0@0 1@0 2@0 | 0 running 3:3:0 | ignore=3
          healthyEnoughMeansSuccessful | count=3 parallel=1 | run; start; healthy; eval | 0@0+ 1@0+ 2@0+ | 0 successful 3:3:3 | ignore=3
          oneUnhealthyIsNotSuccessful | count=3 parallel=1 | run; start; healthy 0 1; eval | 0@0+ 1@0+ 2@0 | 0 running 3:3:2 | ignore=3
          whatCouldNotBePlacedYetCountsInTheTotal | count=12 parallel=1 | run | 0@0 1@0 2@0 3@0 4@0 5@0 6@0 7@0 8@0 9@0 | 0 running 12:10:0 | place=12
          theRestComesInTheSameDeployment | count=11 parallel=1 | run; node more; eval | 0@0 1@0 2@0 3@0 4@0 5@0 6@0 7@0 8@0 9@0 10@0 | 0 running 11:11:0 | ignore=10 place=1
          # Rolling
          anUpdateReplacesOneAtATime | count=3 parallel=1 | run; start; healthy; eval; edit env=2 | 0@1 1@0+ 2@0+ | 1 running 3:1:0 | ignore=2 destructive_update=1
          noMoreUntilThatOneIsHealthy | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; eval | 0@1 1@0+ 2@0+ | 1 running 3:1:0 | ignore=3
          thenTheNext | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; healthy 0; eval | 0@1+ 1@1 2@0+ | 1 running 3:2:1 | ignore=2 destructive_update=1
          unhealthyStopsTheRolling | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; unhealthy 0; eval | 0@1- 1@0+ 2@0+ | 1 running 3:1:0 | ignore=3
          twoAtATimeIfSoWanted | count=5 parallel=2 | run; start; healthy; eval; edit env=2 | 0@1 1@1 2@0+ 3@0+ 4@0+ | 1 running 5:2:0 | ignore=3 destructive_update=2
          oneOfTwoHealthyAllowsOneMore | count=5 parallel=2 | run; start; healthy; eval; edit env=2; start; healthy 1; eval | 0@1 1@1+ 2@1 3@0+ 4@0+ | 1 running 5:3:1 | ignore=4 destructive_update=1
          oneUnhealthyOfTwoAllowsNone | count=5 parallel=2 | run; start; healthy; eval; edit env=2; start; healthy 1; unhealthy 0; eval | 0@1- 1@1+ 2@0+ 3@0+ 4@0+ | 1 running 5:2:1 | ignore=5
          allAtOnceWithoutUpdateBlock | count=3 | run; start; edit env=2 | 0@1 1@1 2@1 | none | destructive_update=3
          allAtOnceWithMaxParallel0 | count=3 parallel=0 | run; start; edit env=2 | 0@1 1@1 2@1 | none | destructive_update=3
          theLastOneHealthyEndsIt | count=2 parallel=1 | run; start; healthy; eval; edit env=2; start; healthy 0; eval; start; healthy 1; eval | 0@1+ 1@1+ | 1 successful 2:2:2 | ignore=2
          moreParallelThanCountReplacesAll | count=2 parallel=9 | run; start; healthy; eval; edit env=2 | 0@1 1@1 | 1 running 2:2:0 | destructive_update=2
          # In place
          inPlaceGoesAtOnceAndIsDeployed | count=3 parallel=1 | run; start; healthy; eval; edit priority=60 | 0@1 1@1 2@1 | 1 running 3:3:0 | in_place_update=3
          inPlaceIsSuccessfulOnceHealthyAgain | count=2 parallel=1 | run; start; healthy; eval; edit priority=60; healthy; eval | 0@1+ 1@1+ | 1 successful 2:2:2 | ignore=2
          inPlaceNeedsNoCanaries | count=2 parallel=1 canary=1 | run; start; healthy; eval; edit priority=60 | 0@1 1@1 | 1 running 2:2:0 | in_place_update=2
          inPlaceWithoutUpdateBlockHasNoDeployment | count=2 | run; start; edit priority=60 | 0@1 1@1 | none | in_place_update=2
          # Counts
          moreOfThemComeAtOnce | count=2 parallel=1 | run; start; healthy; eval; edit count=5 | 0@1 1@1 2@1 3@1 4@1 | 1 running 5:5:0 | place=3 in_place_update=2
          fewerOfThemStopTheHighest | count=4 parallel=1 | run; start; healthy; eval; edit count=2 | 0@1 1@1 | 1 running 2:2:0 | stop=2 in_place_update=2
          toNoneNeedsNoDeployment | count=2 parallel=1 | run; start; healthy; eval; edit count=0 | '' | 0 successful 2:2:2 | stop=2
          moreAndOtherTakesTheNewOnesFirst | count=2 parallel=1 | run; start; healthy; eval; edit count=3 env=2 | 0@0+ 1@0+ 2@1 | 1 running 3:1:0 | ignore=2 place=1
          fewerAndOtherReplacesTheRestOneByOne | count=4 parallel=1 | run; start; healthy; eval; edit count=2 env=2 | 0@1 1@0+ | 1 running 2:1:0 | ignore=1 stop=2 destructive_update=1
          # Paused, failed, cancelled
          aPausedOneReplacesNothing | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; healthy 0; deployment paused; eval | 0@1+ 1@0+ 2@0+ | 1 paused 3:1:1 | ignore=3
          aResumedOneGoesOn | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; healthy 0; deployment paused; eval; deployment running; eval | 0@1+ 1@1 2@0+ | 1 running 3:2:1 | ignore=2 destructive_update=1
          aPausedOneCanComplete | count=2 parallel=1 | run; start; healthy; deployment paused; eval | 0@0+ 1@0+ | 0 successful 2:2:2 | ignore=2
          aFailedOneReplacesNothing | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; healthy 0; deployment failed; eval | 0@1+ 1@0+ 2@0+ | 1 failed 3:1:1 | ignore=3
          aFailedOneStaysFailed | count=2 parallel=1 | run; start; deployment failed; healthy; eval | 0@0+ 1@0+ | 0 failed 2:2:2 | ignore=2
          aFailedOneDoesNotFillUp | count=11 parallel=1 | run; deployment failed; node more; eval | 0@0 1@0 2@0 3@0 4@0 5@0 6@0 7@0 8@0 9@0 | 0 failed 11:10:0 | ignore=10
          aNewVersionAfterAFailureRollsAgain | count=2 parallel=1 | run; start; healthy; eval; edit env=2; deployment failed; edit env=3 | 0@2 1@0+ | 2 running 2:1:0 | ignore=1 destructive_update=1
          aNewerVersionTakesOver | count=3 parallel=1 | run; start; healthy; eval; edit env=2; edit env=3 | 0@2 1@0+ 2@0+ | 2 running 3:1:0 | ignore=2 destructive_update=1
          aStoppedJobStopsEverything | count=2 parallel=1 | run; start; stop | '' | 0 cancelled 2:2:0 | stop=2
          aJobStartedAgainIsDeployedAgain | count=2 parallel=1 | run; start; stop; ended; run | 0@2 1@2 | 2 running 2:2:0 | place=2
          # Lost, moved and failed while it goes on
          theLostIsReplacedDuringARollingUpdate | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; down 2; eval | 0@1 1@0+ 2@1 | 1 running 3:2:0 | ignore=2 place=1 stop=1
          theLostIsReplacedEvenIfPaused | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; deployment paused; down 2; eval | 0@1 1@0+ 2@1 | 1 paused 3:2:0 | ignore=2 place=1 stop=1
          theLostIsReplacedEvenIfFailed | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; deployment failed; down 2; eval | 0@1 1@0+ 2@1 | 1 failed 3:1:0 | ignore=2 place=1 stop=1
          movesAreNotLimited | count=3 parallel=1 | run; start; healthy; eval; migrate; eval | 0@0 1@0 2@0 | 0 successful 3:3:3 | migrate=3
          whatMovesGetsTheNewVersion | count=3 parallel=1 | run; start; healthy; eval; edit env=2; start; migrate 2; eval | 0@1 1@0+ 2@1 | 1 running 3:2:0 | ignore=2 migrate=1
          whatFailsInTheDeploymentHoldsItsPlace | count=2 parallel=1 reschedule=unlimited/0s/0s/constant/0s | run; start; fail 0; eval | 0@0x 1@0 | 0 running 2:2:0 | ignore=2
          whatFailsIsTriedAgainIfTheDeploymentAllows | count=2 parallel=1 reschedule=unlimited/0s/0s/constant/0s | run; start; fail 0; allow 0; eval | 0@0 1@0 | 0 running 2:3:0 | ignore=1 place=1 stop=1
          forceAloneIsNotEnoughInADeployment | count=2 parallel=1 reschedule=unlimited/0s/0s/constant/0s | run; start; fail 0; force 0; eval | 0@0x 1@0 | 0 running 2:2:0 | ignore=2
          whatFailsOfAnOldVersionIsTriedAgain | count=2 parallel=1 reschedule=unlimited/0s/0s/constant/0s | run; start; healthy; eval; edit env=2; start; fail 1; eval | 0@1 1@1 | 1 running 2:2:0 | ignore=1 place=1 stop=1
          afterTheDeploymentFailuresAreTriedAgain | count=2 parallel=1 reschedule=unlimited/0s/0s/constant/0s | run; start; healthy; eval; fail 0; eval | 0@0 1@0+ | 0 successful 2:2:2 | ignore=1 place=1 stop=1
          aFailedDeploymentsFailuresAreNotTriedAgain | count=2 parallel=1 reschedule=unlimited/0s/0s/constant/0s | run; start; fail 0; deployment failed; eval | 0@0x 1@0 | 0 failed 2:2:0 | ignore=1
          othersFailuresAreTriedAgainAfterAFailedDeployment | count=2 parallel=1 reschedule=unlimited/0s/0s/constant/0s | run; start; healthy; eval; edit env=2; deployment failed; fail 1; eval | 0@1 1@1 | 1 failed 2:1:0 | ignore=1 place=1 stop=1
          whatFailedForGoodIsReplacedByTheNextVersion | count=2 parallel=2 | run; start; fail 0; deployment failed; edit env=2 | 0@1 1@1 | 1 running 2:2:0 | destructive_update=2
          whatFailedForGoodIsNotWokenByAnInPlaceUpdate | count=2 parallel=1 | run; start; fail 0; deployment failed; edit priority=60 | 0@0x 1@1 | 1 running 1:1:0 | ignore=1 in_place_update=1
          # Groups
          everyGroupRollsByItself | count=2 parallel=1 group=h | run; start; healthy; eval; edit env=2 | 0@1 1@0+ h0@1 h1@0+ | 1 running 2:1:0 2:1:0 | ignore=1 destructive_update=1 / ignore=1 destructive_update=1
          successfulWhenAllGroupsAre | count=1 parallel=1 group=h | run; start; healthy; eval | 0@0+ h0@0+ | 0 successful 1:1:1 1:1:1 | ignore=1 / ignore=1
          aGroupThatGoesIsStopped | count=1 parallel=1 group=h | run; start; healthy; eval; edit only=g | 0@1 | 1 running 1:1:0 | in_place_update=1 / stop=1
          aGroupThatComesIsDeployed | count=1 parallel=1 | run; start; healthy; eval; edit group=h | 0@1 h0@1 | 1 running 1:1:0 1:1:0 | in_place_update=1 / place=1
          """)
  void course(
      String name, String job, String steps, String live, String deployment, String counts) {
    Course course = new Course(job, 10).steps(steps);

    assertThat(course.live()).isEqualTo(live);
    assertThat(course.deployment()).isEqualTo(deployment);
    assertThat(course.counts()).isEqualTo(counts);
  }
}
