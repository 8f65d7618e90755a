package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * System and sysbatch jobs on three nodes, n0 to n2, of which each has room for one allocation.
 * Each row: what it shows, the job, what happens once it runs, on which nodes what version is to
 * run in the end, and the counts of the last evaluation.
 */
class SystemCoursesTest {

  private static String live(Course course) {
    return course.wanted("").stream()
        .filter(a -> !a.clientTerminal())
        .map(
            a ->
                a.nodeName()
                    + "@"
                    + a.jobRef().version()
                    + (a.clientStatus().word().equals("unknown") ? "?" : ""))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static String sorted(String counts) {
    return String.join(" ", Arrays.stream(counts.split(" ")).sorted().toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          everyNodeHasOne | system | eval | n0@0 n1@0 n2@0 | ignore=3
          aNewNodeGetsOne | system | node n3; eval | n0@0 n1@0 n2@0 n3@0 | ignore=3 place=1
          aDownNodesOneIsLost | system | down n1; eval | n0@0 n2@0 | ignore=2
          aPurgedNodesOneIsLost | system | purgenode n1; eval | n0@0 n2@0 | ignore=2
          itComesBackWithItsNode | system | down n1; eval; ready n1; eval | n0@0 n1@0 n2@0 | ignore=2 place=1
          aNodeThatStartsKeepsItsOne | system | initializing n1; eval | n0@0 n1@0 n2@0 | ignore=3
          aDrainingNodeKeepsItsOneUntilTold | system | drain n1; eval | n0@0 n1@0 n2@0 | ignore=3
          whatIsToldToMoveIsNotReplacedThere | system | drain n1; migrate 0; eval; ended; eval | n0@0 n2@0 | place=2
          whatIsToldToMoveIsStopped | system | migrate 0; eval | '' | migrate=3
          aDisconnectedNodeKeepsItsOne | system | disconnected n1; eval | n0@0 n1@0 n2@0 | ignore=3
          withAWishToWaitItIsUnknown | system disconnect=60s | disconnected n1; eval | n0@0 n1@0? n2@0 | ignore=2
          unknownIsLeftAlone | system disconnect=60s | disconnected n1; eval; eval | n0@0 n1@0? n2@0 | ignore=3
          unknownIsLostWhenTheTimeIsOver | system disconnect=60s | disconnected n1; eval; wait 60s; eval | n0@0 n2@0 | ignore=2
          unknownComesBack | system disconnect=60s | disconnected n1; eval; ready n1; back; eval | n0@0 n1@0 n2@0 | ignore=3
          unknownComesBackOutdated | system disconnect=60s | disconnected n1; eval; edit env=2; ready n1; back; eval | n0@1 n1@1 n2@1 | ignore=2 destructive_update=1
          unknownComesBackToAnInPlaceUpdate | system disconnect=60s | disconnected n1; eval; edit priority=60; ready n1; back; eval | n0@1 n1@1 n2@1 | ignore=2 in_place_update=1
          inPlace | system | edit priority=60 | n0@1 n1@1 n2@1 | in_place_update=3
          destructive | system | edit env=2 | n0@1 n1@1 n2@1 | destructive_update=3
          biggerThanANodeKeepsTheOld | system | edit cpu=5000 | n0@0 n1@0 n2@0 | destructive_update=3
          anotherDatacenterStopsIt | system | edit dc=dc2 | '' | stop=3
          anotherPoolStopsIt | system | edit pool=gpu | '' | stop=3
          aCompleteOneRunsAgain | system | complete; eval | n0@0 n1@0 n2@0 | place=3
          aFailedOneRunsAgain | system | fail; eval | n0@0 n1@0 n2@0 | place=3
          count0StopsIt | system | edit count=0 | '' | stop=3
          aGroupThatIsGoneIsStopped | system cpu=1500 group=h | edit only=h | n0@1 n1@1 n2@1 | in_place_update=3 / stop=3
          # Rolling
          rollingReplacesSoMany | system stagger=1/30s | edit env=2 | one@1 two@0 | destructive_update=3
          rollingTwo | system stagger=2/30s | edit env=2 | two@1 one@0 | destructive_update=3
          rollingAllAtOnceIfEnough | system stagger=3/30s | edit env=2 | n0@1 n1@1 n2@1 | destructive_update=3
          rollingIsNotForInPlace | system stagger=1/30s | edit priority=60 | n0@1 n1@1 n2@1 | in_place_update=3
          rollingIsNotForNewNodes | system stagger=1/30s | node n3; node n4; eval | n0@0 n1@0 n2@0 n3@0 n4@0 | ignore=3 place=2
          withoutStaggerAllAtOnce | system stagger=1/0s | edit env=2 | n0@1 n1@1 n2@1 | destructive_update=3
          # Sysbatch
          sysbatchRunsOnce | sysbatch | complete; eval | '' | ignore=3
          sysbatchThatFailedIsDone | sysbatch | fail; eval | '' | ignore=3
          sysbatchComesToANewNode | sysbatch | complete; node n3; eval | n3@0 | ignore=3 place=1
          sysbatchRunsAgainWhenChanged | sysbatch | complete; edit env=2 | n0@1 n1@1 n2@1 | destructive_update=3
          sysbatchDoesNotForASmallChange | sysbatch | complete; edit priority=60 | '' | in_place_update=3
          sysbatchLostIsRunWhenTheNodeIsBack | sysbatch | down n1; eval; ready n1; eval | n0@0 n1@0 n2@0 | ignore=2 place=1
          sysbatchDoneIsNotLost | sysbatch | complete; down n1; eval | '' | ignore=2
          sysbatchTwoOnANode | sysbatch cpu=1500 count=2 | eval | n0@0 n0@0 n1@0 n1@0 n2@0 n2@0 | ignore=6
          sysbatchFewerOnANode | sysbatch cpu=1500 count=2 | edit count=1 | n0@1 n1@1 n2@1 | stop=3 in_place_update=3
          """)
  void course(String name, String job, String steps, String live, String counts) {
    Course course = new Course(job, 3).steps("run; start").steps(steps);

    if (live.startsWith("one") || live.startsWith("two")) {
      assertThat(versions(live(course))).isEqualTo(live);
    } else {
      assertThat(live(course)).isEqualTo(live);
    }
    assertThat(sorted(course.counts())).isEqualTo(sorted(counts));
  }

  /** How many are of which version, when it does not matter where. */
  private static String versions(String live) {
    List<String> words = List.of(live.split(" "));
    long changed = words.stream().filter(w -> w.endsWith("@1")).count();
    long old = words.stream().filter(w -> w.endsWith("@0")).count();
    return number(changed) + "@1 " + number(old) + "@0";
  }

  private static String number(long count) {
    return count == 1 ? "one" : count == 2 ? "two" : "" + count;
  }

  @Test
  void theRestOfARollingUpdateFollowsAfterTheStagger() {
    Course course = new Course("system stagger=1/30s", 3).steps("run; start; edit env=2");

    Evaluation first = course.cluster.evaluations(course.job()).get(1);
    Evaluation next = course.cluster.snapshot().evaluation(first.nextEval());
    assertThat(next.triggeredBy()).isEqualTo(EvalTrigger.ROLLING_UPDATE);
    assertThat(next.waitDuration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(next.previousEval()).isEqualTo(first.id());

    course.harness.process(next);
    assertThat(versions(live(course))).isEqualTo("two@1 one@0");
    Evaluation last =
        course.cluster.snapshot().evaluation(course.cluster.evaluation(next).nextEval());
    course.harness.process(last);
    assertThat(live(course)).isEqualTo("n0@1 n1@1 n2@1");
    assertThat(course.cluster.evaluation(last).nextEval()).isNull();
  }

  @Test
  void namesHaveTheJobsNameAndNotItsId() {
    Course course = new Course("system name=other", 1).steps("run");

    assertThat(course.wanted("")).extracting(a -> a.name()).containsExactly("other.g[0]");
  }

  @Test
  void whatFollowsOnANodeKnowsWhatItFollows() {
    Course course = new Course("system", 1).steps("run; start");
    var first = course.wanted("").getFirst();
    course.steps("fail; eval");

    assertThat(course.wanted("").getFirst().previousAllocation()).isEqualTo(first.id());
  }
}
