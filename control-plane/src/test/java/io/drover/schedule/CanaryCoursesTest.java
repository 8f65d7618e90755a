package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Canaries from their placement to their promotion or end. Each job was running healthily before;
 * the rows are as those of {@link DeploymentCoursesTest}, a canary is shown with a star.
 */
class CanaryCoursesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Placing
          oneIsTriedBesideTheOldOnes | count=3 parallel=1 canary=1 | edit env=2 | 0@0+ 0@1* 1@0+ 2@0+ | 1 running 3:1:0/1of1 | ignore=3 canary=1
          twoAreTried | count=3 parallel=1 canary=2 | edit env=2 | 0@0+ 0@1* 1@0+ 1@1* 2@0+ | 1 running 3:2:0/2of2 | ignore=3 canary=2
          asManyAsThereAre | count=2 parallel=1 canary=2 | edit env=2 | 0@0+ 0@1* 1@0+ 1@1* | 1 running 2:2:0/2of2 | ignore=2 canary=2
          moreThanThereAreGetHigherNumbers | count=2 parallel=1 canary=4 | edit env=2 | 0@0+ 0@1* 1@0+ 1@1* 2@1* 3@1* | 1 running 2:4:0/4of4 | ignore=2 canary=4
          theyAreNotPlacedTwice | count=3 parallel=1 canary=1 | edit env=2; eval | 0@0+ 0@1* 1@0+ 2@0+ | 1 running 3:1:0/1of1 | ignore=4
          healthAloneDoesNotPromote | count=3 parallel=1 canary=1 | edit env=2; start; healthy 0@1; eval | 0@0+ 0@1*+ 1@0+ 2@0+ | 1 running 3:1:1/1of1 | ignore=4
          moreOfTheGroupWaitForThePromotion | count=2 parallel=1 canary=1 | edit env=2 count=3 | 0@0+ 0@1* 1@0+ | 1 running 3:1:0/1of1 | ignore=2 canary=1
          fewerDoNot | count=3 parallel=1 canary=1 | edit env=2 count=2 | 0@0+ 0@1* 1@0+ | 1 running 2:1:0/1of1 | ignore=2 stop=1 canary=1
          aPausedDeploymentPlacesNoneAgain | count=2 parallel=1 canary=1 | edit env=2; start; deployment paused; migrate 0@1; eval | 0@0+ 1@0+ | 1 paused 2:1:0/1of1 | ignore=2
          # Promotion
          promotedTheyTakeTheirPlaces | count=3 parallel=1 canary=1 | edit env=2; start; healthy 0@1; promote; eval | 0@1+ 1@1 2@0+ | 1 running 3:2:1/1of1! | ignore=2 stop=1 destructive_update=1
          promotedAllTheRestRolls | count=3 parallel=2 canary=1 | edit env=2; start; healthy 0@1; promote; eval | 0@1+ 1@1 2@1 | 1 running 3:3:1/1of1! | ignore=1 stop=1 destructive_update=2
          promotedTheRestRollsStepByStep | count=3 parallel=1 canary=1 | edit env=2; start; healthy 0@1; promote; eval; start; healthy 1; eval | 0@1+ 1@1+ 2@1 | 1 running 3:3:2/1of1! | ignore=2 destructive_update=1
          allCanariesMeansNothingIsLeft | count=2 parallel=1 canary=2 | edit env=2; start; healthy 0@1; healthy 1@1; promote; eval | 0@1+ 1@1+ | 1 successful 2:2:2/2of2! | ignore=2 stop=2
          successfulAfterTheLast | count=2 parallel=1 canary=1 | edit env=2; start; healthy 0@1; promote; eval; start; healthy 1; eval | 0@1+ 1@1+ | 1 successful 2:2:2/1of1! | ignore=2
          tooManyCanariesGoWithTheOldOnes | count=2 parallel=1 canary=4 | edit env=2; start; healthy 0@1; healthy 1@1; healthy 2@1; healthy 3@1; promote; eval | 0@1+ 1@1+ | 1 successful 2:4:4/4of4! | ignore=2 stop=4
          # The end without promotion
          aFailedDeploymentTakesThemAlong | count=3 parallel=1 canary=2 | edit env=2; start; deployment failed; eval | 0@0+ 1@0+ 2@0+ | 1 failed 3:2:0/2of2 | ignore=3 stop=2
          promotedOnesStayWhenTheDeploymentFails | count=2 parallel=1 canary=1 | edit env=2; start; healthy 0@1; promote; eval; deployment failed; eval | 0@1+ 1@1 | 1 failed 2:2:1/1of1! | ignore=2
          aNewerVersionTakesThemAlong | count=3 parallel=1 canary=1 | edit env=2; start; edit env=3 | 0@0+ 0@2* 1@0+ 2@0+ | 2 running 3:1:0/1of1 | ignore=3 stop=1 canary=1
          goingBackTakesThemAlong | count=3 parallel=1 canary=1 | edit env=2; start; edit env=1 | 0@0+ 0@2* 1@0+ 2@0+ | 2 running 3:1:0/1of1 | ignore=3 stop=1 canary=1
          aStoppedJobStopsThemToo | count=2 parallel=1 canary=1 | edit env=2; start; stop | '' | 1 cancelled 2:1:0/1of1 | stop=3
          # Lost, moved and failed
          aLostCanaryIsTriedAgain | count=3 parallel=1 canary=1 | edit env=2; start; down 0@1; eval | 0@0+ 0@1* 1@0+ 2@0+ | 1 running 3:2:0/2of1 | ignore=3 canary=1
          aCanaryThatHasToMoveIsTriedAgain | count=3 parallel=1 canary=1 | edit env=2; start; migrate 0@1; eval | 0@0+ 0@1* 1@0+ 2@0+ | 1 running 3:2:0/2of1 | ignore=3 canary=1
          whatIsLostOfTheOldOnesIsReplacedByAnOldOne | count=3 parallel=1 canary=1 | edit env=2; start; down 2; eval | 0@0+ 0@1* 1@0+ 2@0 | 1 running 3:1:0/1of1 | ignore=3 place=1 stop=1
          whatMovesOfTheOldOnesStaysOld | count=3 parallel=1 canary=1 | edit env=2; start; migrate 2; eval | 0@0+ 0@1* 1@0+ 2@0 | 1 running 3:1:0/1of1 | ignore=3 migrate=1
          whatFailsOfTheOldOnesIsTriedAgainAsAnOldOne | count=3 parallel=1 canary=1 reschedule=unlimited/0s/0s/constant/0s | edit env=2; start; fail 2; eval | 0@0+ 0@1* 1@0+ 2@0 | 1 running 3:1:0/1of1 | ignore=3 place=1 stop=1
          aFailedCanaryHoldsItsPlace | count=2 parallel=1 canary=1 reschedule=unlimited/0s/0s/constant/0s | edit env=2; start; fail 0@1; eval | 0@0+ 0@1*x 1@0+ | 1 running 2:1:0/1of1 | ignore=3
          aFailedCanaryIsTriedAgainAsACanaryIfAllowed | count=2 parallel=1 canary=1 reschedule=unlimited/0s/0s/constant/0s | edit env=2; start; fail 0@1; allow 0@1; eval | 0@0+ 0@1* 1@0+ | 1 running 2:2:0/2of1 | ignore=2 place=1 stop=1
          anOldOneFailingForLongIsNotLeftOut | count=2 parallel=1 canary=1 reschedule=2/1h/0s/constant/0s | edit env=2; start; fail 1; eval; start; fail 1@0; eval | 0@0+ 0@1* 1@0 | 1 running 2:1:0/1of1 | ignore=2 place=1 stop=1
          # Groups
          aGroupWithNothingToReplaceNeedsNone | count=1 parallel=1 canary=1 group=h | edit env=2 | 0@0+ 0@1* h0@0+ h0@1* | 1 running 1:1:0/1of1 1:1:0/1of1 | ignore=1 canary=1 / ignore=1 canary=1
          allGroupsArePromotedTogether | count=1 parallel=1 canary=1 group=h | edit env=2; start; healthy 0@1; promote; eval | 0@1+ h0@1+ | 1 successful 1:1:1/1of1! 1:1:1/1of1! | ignore=1 stop=1 / ignore=1 stop=1
          """)
  void course(
      String name, String job, String steps, String live, String deployment, String counts) {
    Course course = new Course(job, 10).steps("run; start; healthy; eval").steps(steps);

    assertThat(course.live()).isEqualTo(live);
    assertThat(course.deployment()).isEqualTo(deployment);
    assertThat(course.counts()).isEqualTo(counts);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          theFirst | count=2 parallel=1 | run | Deployment is running
          theEnd | count=2 parallel=1 | run; start; healthy; eval | Deployment completed successfully
          canaries | count=2 parallel=1 canary=1 | run; start; healthy; eval; edit env=2 | Deployment is running but requires manual promotion
          canariesThatPromoteThemselves | count=2 parallel=1 canary=1 autopromote | run; start; healthy; eval; edit env=2 | Deployment is running pending automatic promotion
          noCanariesForAnInPlaceUpdate | count=2 parallel=1 canary=1 | run; start; healthy; eval; edit priority=60 | Deployment is running
          aStoppedJob | count=2 parallel=1 | run; stop | Cancelled because job is stopped
          aPurgedJob | count=2 parallel=1 | run; purge | Cancelled because job is stopped
          """)
  void theStatusIsTold(String name, String job, String steps, String text) {
    assertThat(new Course(job, 10).steps(steps).deploymentText()).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          anOldOneReplacedByAnOldOneBelongsToTheOldDeployment | count=2 parallel=1 canary=1 | down 1; eval | 1@0 | 0
          aCanaryBelongsToTheNewOne | count=2 parallel=1 canary=1 | eval | 0@1 | 1
          """)
  void whatIsPlacedBelongsToADeployment(
      String name, String job, String steps, String which, long version) {
    Course course =
        new Course(job, 10).steps("run; start; healthy; eval; edit env=2; start").steps(steps);

    String id = course.wanted(which).getFirst().deploymentId();
    assertThat(course.cluster.snapshot().deployment(id).jobVersion()).isEqualTo(version);
  }
}
