package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.RescheduleTracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When what failed is tried again: the rules alone, and with a scheduler around them. */
class RescheduleCoursesTest {
  private static final long SECOND = 1_000_000_000L;

  /** The time at which the allocation failed. */
  private static final long FAILED = 100_000 * SECOND;

  /** Earlier tries as {@code secondsBeforeTheFailure:secondsOfDelay}, oldest first. */
  private static Allocation failed(String tries) {
    List<RescheduleEvent> events = new ArrayList<>();
    for (String given : tries.isBlank() ? new String[0] : tries.trim().split(" +")) {
      String[] parts = given.split(":");
      events.add(
          new RescheduleEvent(
              FAILED - Long.parseLong(parts[0]) * SECOND,
              new AllocId("a" + events.size()),
              new NodeId("n"),
              Duration.ofSeconds(Long.parseLong(parts[1]))));
    }
    return AllocationBuilder.builder()
        .id(new AllocId("a"))
        .nodeId(new NodeId("n"))
        .name("j.g[0]")
        .desiredStatus(DesiredStatus.RUN)
        .clientStatus(ClientStatus.FAILED)
        .rescheduleTracker(events.isEmpty() ? null : new RescheduleTracker(events))
        .modifyTime(FAILED)
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          constantFirst | unlimited/0s/5s/constant/0s | '' | 5
          constantStays | unlimited/0s/5s/constant/0s | 50:5 10:5 | 5
          constantKnowsNoLongest | unlimited/0s/50s/constant/10s | 50:50 | 50
          exponentialFirst | unlimited/0s/5s/exponential/60s | '' | 5
          exponentialDoubles | unlimited/0s/5s/exponential/60s | 10:5 | 10
          exponentialDoublesTheLast | unlimited/0s/5s/exponential/60s | 40:5 20:10 | 20
          exponentialStopsAtTheLongest | unlimited/0s/5s/exponential/60s | 100:5 80:10 40:40 | 60
          exponentialExactlyTheLongest | unlimited/0s/5s/exponential/40s | 300:5 200:10 100:20 | 40
          exponentialStartsAgainAfterALongRest | unlimited/0s/5s/exponential/60s | 500:5 400:10 61:40 | 5
          exponentialDoesNotAfterJustTheLongest | unlimited/0s/5s/exponential/60s | 500:5 400:10 60:40 | 60
          exponentialWithoutALongest | unlimited/0s/5s/exponential/0s | 9000:4000 | 8000
          fibonacciFirst | unlimited/0s/5s/fibonacci/60s | '' | 5
          fibonacciSecondIsTheFirst | unlimited/0s/5s/fibonacci/60s | 10:5 | 5
          fibonacciAddsTheLastTwo | unlimited/0s/5s/fibonacci/60s | 20:5 10:5 | 10
          fibonacciGoesOn | unlimited/0s/5s/fibonacci/60s | 60:5 50:5 40:10 20:15 | 25
          fibonacciStopsAtTheLongest | unlimited/0s/5s/fibonacci/60s | 70:30 50:40 | 60
          fibonacciStartsAgainAfterALongRest | unlimited/0s/5s/fibonacci/60s | 200:30 61:40 | 5
          fibonacciIsNewAfterTheReset | unlimited/0s/5s/fibonacci/60s | 200:60 10:5 | 5
          fibonacciOneLeftIsTheFirstDelay | unlimited/0s/5s/fibonacci/60s | 10:40 | 5
          """)
  void delays(String name, String policy, String tries, long seconds) {
    ReschedulePolicy read = CourseJob.policy(policy);
    assertThat(Rescheduling.nextDelay(failed(tries), read, FAILED)).hasSeconds(seconds);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          withoutAPolicy | none | '' | 0 | never
          withoutAttempts | 0/60s/0s/constant/0s | '' | 0 | never
          theFirst | 1/60s/0s/constant/0s | '' | 0 | now
          theSecondOfOne | 1/60s/0s/constant/0s | 30:0 | 0 | never
          theSecondOfTwo | 2/60s/0s/constant/0s | 30:0 | 0 | now
          theSecondOfOneAfterTheInterval | 1/60s/0s/constant/0s | 61:0 | 0 | now
          exactlyTheIntervalIsOver | 1/60s/0s/constant/0s | 60:0 | 0 | now
          aDelayAsLongAsTheIntervalIsNever | 2/60s/60s/constant/0s | 30:60 | 0 | never
          theFirstMayWaitLonger | 1/60s/90s/constant/0s | '' | 0 | 90
          unlimited | unlimited/0s/0s/constant/0s | 9:0 8:0 7:0 6:0 5:0 4:0 | 0 | now
          later | unlimited/0s/30s/constant/0s | '' | 0 | 30
          stillLater | unlimited/0s/30s/constant/0s | '' | 20 | 30
          aSecondEarlyIsNow | unlimited/0s/30s/constant/0s | '' | 29 | now
          moreIsNot | unlimited/0s/30s/constant/0s | '' | 28 | 30
          longAgo | unlimited/0s/30s/constant/0s | '' | 300 | now
          """)
  void due(String name, String policy, String tries, long secondsSince, String expected) {
    ReschedulePolicy read = policy.equals("none") ? null : CourseJob.policy(policy);
    Rescheduling.Due due =
        Rescheduling.due(failed(tries), read, new EvalId("e"), FAILED + secondsSince * SECOND);
    assertThat(word(due)).isEqualTo(expected);
  }

  private static String word(Rescheduling.Due due) {
    return switch (due) {
      case Rescheduling.Due.Now now -> "now";
      case Rescheduling.Due.Never never -> "never";
      case Rescheduling.Due.Later later -> "" + (later.time() - FAILED) / SECOND;
    };
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          forcedIsNow | 0/60s/0s/constant/0s | true | none | now
          forcedNeedsNoTime | unlimited/0s/30s/constant/0s | true | none | now
          whatItWaitedForIsNow | unlimited/0s/30s/constant/0s | false | e | now
          anotherEvaluationIsNot | unlimited/0s/30s/constant/0s | false | other | 30
          """)
  void dueForAReason(String name, String policy, boolean force, String waits, String expected) {
    Allocation failed =
        failed("")
            .withDesiredTransition(new DesiredTransition(null, null, force, null))
            .withFollowupEvalId(waits.equals("none") ? null : new EvalId(waits));
    Rescheduling.Due due =
        Rescheduling.due(failed, CourseJob.policy(policy), new EvalId("e"), FAILED);
    assertThat(word(due)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          theFirst | 3/60s/5s/constant/0s | '' | 5
          thoseOfTheIntervalAreKept | 3/60s/5s/exponential/0s | 50:5 10:10 | 5 10 20
          olderOnesAreNot | 3/60s/5s/exponential/0s | 61:5 10:10 | 10 20
          fiveAreKeptOfUnlimited | unlimited/0s/5s/constant/0s | 9:1 8:2 7:3 6:4 5:5 4:6 3:7 | 3 4 5 6 7 5
          """)
  void trackers(String name, String policy, String tries, String delays) {
    RescheduleTracker tracker =
        Rescheduling.tracker(failed(tries), CourseJob.policy(policy), FAILED);
    assertThat(
            tracker.events().stream()
                .map(e -> "" + e.delay().toSeconds())
                .collect(Collectors.joining(" ")))
        .isEqualTo(delays);
    assertThat(tracker.events().getLast().prevAllocId()).isEqualTo(new AllocId("a"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          withoutAPolicyItStaysFailed | count=2 | fail 0; eval | 0@0x 1@0 | ignore=2 | ''
          atOnce | count=2 reschedule=1/1h/0s/constant/0s | fail 0; eval | 0@0 1@0 | ignore=1 place=1 stop=1 | ''
          onlyAsOftenAsAllowed | count=1 reschedule=1/1h/0s/constant/0s | fail 0; eval; start; fail 0; eval | 0@0x | ignore=1 | ''
          againInTheNextInterval | count=1 reschedule=1/1h/0s/constant/0s | fail 0; eval; start; wait 3601s; fail 0; eval | 0@0 | place=1 stop=1 | ''
          later | count=1 reschedule=1/1h/30s/constant/0s | fail 0; eval | 0@0x | ignore=1 | alloc-failure 30s
          laterComes | count=1 reschedule=1/1h/30s/constant/0s | fail 0; eval; wait 30s | 0@0 | place=1 stop=1 | ''
          laterIsAskedForOnce | count=1 reschedule=1/1h/30s/constant/0s | fail 0; eval; eval; eval | 0@0x | ignore=1 | alloc-failure 30s
          someShareIt | count=2 reschedule=1/1h/30s/constant/0s | fail 0; wait 4s; fail 1; eval | 0@0x 1@0x | ignore=2 | alloc-failure 26s
          othersDoNot | count=2 reschedule=1/1h/30s/constant/0s | fail 0; wait 5s; fail 1; eval | 0@0x 1@0x | ignore=2 | alloc-failure 25s, alloc-failure 30s
          aSecondFailureWaitsForItself | count=2 reschedule=1/1h/30s/constant/0s | fail 0; eval; wait 10s; fail 1; eval | 0@0x 1@0x | ignore=2 | alloc-failure 20s, alloc-failure 30s
          oneThatFailsDuringAWaitIsNotForgotten | count=2 reschedule=1/1h/30s/constant/0s | fail 0; eval; wait 20s; fail 1; wait 10s | 0@0 1@0x | ignore=1 place=1 stop=1 | alloc-failure 20s
          exponentialWaitsLongerEachTime | count=1 reschedule=unlimited/0s/5s/exponential/1h | fail 0; eval; wait 5s; start; fail 0; eval | 0@0x | ignore=1 | alloc-failure 10s
          andLonger | count=1 reschedule=unlimited/0s/5s/exponential/1h | fail 0; eval; wait 5s; start; fail 0; eval; wait 10s; start; fail 0; eval | 0@0x | ignore=1 | alloc-failure 20s
          forcedAtOnce | count=1 reschedule=1/1h/30s/constant/0s | fail 0; force 0; eval | 0@0 | place=1 stop=1 | ''
          forcedAfterTheLast | count=1 reschedule=1/1h/0s/constant/0s | fail 0; eval; start; fail 0; force 0; eval | 0@0 | place=1 stop=1 | ''
          fewerNeedNoNewOne | count=2 reschedule=1/1h/0s/constant/0s | fail 1; edit count=1 | 0@1 | stop=1 in_place_update=1 | ''
          completeServicesAreReplaced | count=1 | complete 0; eval | 0@0 | place=1 | ''
          theOldPolicyCountsForTheOldVersion | count=1 reschedule=1/1h/0s/constant/0s | fail 0; edit reschedule=0/0s/0s/constant/0s | 0@1 | place=1 stop=1 | ''
          batchIsTriedAgain | batch count=1 reschedule=1/1h/0s/constant/0s | fail 0; eval | 0@0 | place=1 stop=1 | ''
          batchLater | batch count=1 reschedule=1/1h/30s/constant/0s | fail 0; eval | 0@0x | ignore=1 | alloc-failure 30s
          """)
  void course(String name, String job, String steps, String live, String counts, String waiting) {
    Course course = new Course(job, 10).steps("run; start").steps(steps);

    assertThat(course.live()).isEqualTo(live);
    assertThat(course.counts()).isEqualTo(counts);
    assertThat(course.waiting()).isEqualTo(waiting);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rescheduled | count=1 reschedule=1/1h/0s/constant/0s | fail 0; eval | 1
          again | count=1 reschedule=3/1h/0s/constant/0s | fail 0; eval; start; fail 0; eval | 2
          lostOnesAreNoTries | count=1 reschedule=1/1h/0s/constant/0s | down 0; eval | 0
          movedOnesAreNoTries | count=1 reschedule=1/1h/0s/constant/0s | migrate 0; eval | 0
          cutOffOnesAre | count=1 reschedule=1/1h/0s/constant/0s disconnect=60s | disconnected 0; eval | 1
          """)
  void theNewOneKnowsWhatWasTried(String name, String job, String steps, int tries) {
    Allocation newest = new Course(job, 10).steps("run; start").steps(steps).wanted("").getFirst();

    assertThat(newest.previousAllocation()).isNotNull();
    assertThat(newest.rescheduleTracker() == null ? 0 : newest.rescheduleTracker().events().size())
        .isEqualTo(tries);
    assertThat(newest.taskStates()).isEqualTo(Map.of());
  }
}
