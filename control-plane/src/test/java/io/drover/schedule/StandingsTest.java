package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.AllocState;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.DesiredTransition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One allocation on one node. Each row: what it shows, the job, what happens to its node, desired
 * and client status, what was recorded of the client's status with seconds ago, and whether it is
 * told to move.
 */
class StandingsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # A node that is well
          runs | '' | ready | run | running | '' | no | STAYS
          isAboutToRun | '' | ready | run | pending | '' | no | STAYS
          hasFailed | '' | ready | run | failed | '' | no | STAYS
          isDone | '' | ready | run | complete | '' | no | STAYS
          isToMove | '' | ready | run | running | '' | yes | MOVES
          isToMoveButDone | '' | ready | run | complete | '' | yes | STAYS
          isToMoveButStops | '' | ready | stop | running | '' | yes | STAYS
          starts | '' | initializing | run | running | '' | no | STAYS
          # Draining
          drains | '' | drain | run | running | '' | no | STAYS
          drainsAndMoves | '' | drain | run | running | '' | yes | MOVES
          drainsAndIsBack | disconnect=60s | drain | run | running | unknown:5 | no | RETURNS
          drainsAndIsAway | disconnect=60s | drain | run | unknown | unknown:5 | no | RETURNS
          drainsAndIsAwayTooLong | disconnect=60s | drain | run | unknown | unknown:60 | no | LOST
          # Down or gone
          isDown | '' | down | run | running | '' | no | LOST
          isDownBeforeItRan | '' | down | run | pending | '' | no | LOST
          isDownButDone | '' | down | run | complete | '' | no | STAYS
          isDownButFailed | '' | down | run | failed | '' | no | STAYS
          isDownButStops | '' | down | stop | running | '' | no | STAYS
          isDownAndMoves | '' | down | run | running | '' | yes | MOVES
          isGone | '' | gone | run | running | '' | no | LOST
          isGoneButDone | '' | gone | run | complete | '' | no | STAYS
          isDownAndMayReturnButRuns | disconnect=60s | down | run | running | '' | no | LOST
          isDownAndAwaited | disconnect=60s | down | run | unknown | unknown:5 | no | AWAITED
          isDownAndAwayTooLong | disconnect=60s | down | run | unknown | unknown:60 | no | LOST
          isGoneAndAwaited | disconnect=60s | gone | run | unknown | unknown:5 | no | AWAITED
          # Disconnected
          isCutOffForGood | '' | disconnected | run | running | '' | no | LOST
          isCutOffDone | '' | disconnected | run | complete | '' | no | STAYS
          isCutOffStopping | '' | disconnected | stop | running | '' | no | STAYS
          isCutOff | disconnect=60s | disconnected | run | running | '' | no | CUT_OFF
          isCutOffAgain | disconnect=60s | disconnected | run | running | unknown:50 running:40 | no | CUT_OFF
          isCutOffBeforeItRan | disconnect=60s | disconnected | run | pending | '' | no | LOST
          isCutOffAndKnownToBe | disconnect=60s | disconnected | run | unknown | unknown:5 | no | AWAITED
          isCutOffTooLong | disconnect=60s | disconnected | run | unknown | unknown:60 | no | LOST
          isCutOffAndMoves | disconnect=60s | disconnected | run | unknown | unknown:5 | yes | MOVES
          isCutOffAndFailed | disconnect=60s | disconnected | run | failed | '' | no | STAYS
          isCutOffWithNoTime | disconnect=0s | disconnected | run | running | '' | no | LOST
          # Back
          isBack | disconnect=60s | ready | run | running | unknown:5 | no | RETURNS
          isBackAndWasBackBefore | disconnect=60s | ready | run | running | unknown:50 running:40 unknown:5 | no | RETURNS
          isBackAndNoted | disconnect=60s | ready | run | running | unknown:5 running:2 | no | STAYS
          isBackButNotHeardOf | disconnect=60s | ready | run | unknown | unknown:5 | no | AWAITED
          isBackButNotHeardOfForTooLong | disconnect=60s | ready | run | unknown | unknown:61 | no | LOST
          isBackAfterTooLongButRuns | disconnect=60s | ready | run | running | unknown:100 | no | RETURNS
          isBackFailed | disconnect=60s | ready | run | failed | unknown:5 | no | RETURNS
          isBackFailedAndStops | disconnect=60s | ready | stop | failed | unknown:5 | no | STAYS
          isBackDone | disconnect=60s | ready | run | complete | unknown:5 | no | STAYS
          isBackButStops | disconnect=60s | ready | stop | running | unknown:5 | no | STAYS
          isBackButMoves | disconnect=60s | ready | run | running | unknown:5 | yes | MOVES
          isBackWhereNobodyWaitedForIt | '' | ready | run | running | unknown:5 | no | STAYS
          theLatestAbsenceCounts | disconnect=60s | ready | run | unknown | unknown:90 running:50 unknown:30 | no | AWAITED
          """)
  void standing(
      String name,
      String job,
      String node,
      String desired,
      String client,
      String records,
      String moves,
      Standings.Standing expected) {
    Course course = new Course("count=1 " + job, 1).steps("run; start");
    Allocation given = course.wanted("").getFirst();
    switch (node) {
      case "gone" -> course.steps("purgenode n0");
      case "drain" -> course.steps("drain n0");
      default -> course.steps(node + " n0");
    }
    Allocation allocation =
        given
            .withDesiredStatus(DesiredStatus.valueOf(desired.toUpperCase(java.util.Locale.ROOT)))
            .withClientStatus(ClientStatus.of(client))
            .withDesiredTransition(
                new DesiredTransition(moves.equals("yes") ? true : null, null, null, null))
            .withAllocStates(states(records, course));
    State state = course.cluster.state();

    assertThat(new Standings(state, new OwnGroups(state)).of(allocation)).isEqualTo(expected);
  }

  private static List<AllocState> states(String records, Course course) {
    List<AllocState> states = new ArrayList<>();
    for (String record : records.isBlank() ? new String[0] : records.split(" +")) {
      String[] parts = record.split(":");
      states.add(
          new AllocState(
              0, parts[0], course.cluster.instant().minusSeconds(Long.parseLong(parts[1]))));
    }
    return states;
  }
}
