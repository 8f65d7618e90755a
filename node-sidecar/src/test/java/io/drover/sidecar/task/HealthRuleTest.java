package io.drover.sidecar.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.json.Json;
import io.drover.contract.model.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When an allocation counts as healthy, and what its tasks are told when it does not. */
final class HealthRuleTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final HealthRule.Judgement HEALTHY = new HealthRule.Judgement.Healthy();
  private static final HealthRule.Judgement UNHEALTHY = new HealthRule.Judgement.Unhealthy();

  private static HealthRule rule(Map<String, TaskRole> roles, String... withChecks) {
    return new HealthRule(roles, Set.of(withChecks), BEGIN, ENOUGH, DEADLINE);
  }

  private static TaskState state(String phase, boolean failed, int startedSeconds) {
    String started =
        startedSeconds < 0 ? "" : ",\"StartedAt\":\"" + BEGIN.plusSeconds(startedSeconds) + "\"";
    try {
      return Json.MAPPER.readValue(
          "{\"State\":\"" + phase + "\",\"Failed\":" + failed + started + "}", TaskState.class);
    } catch (IOException wrong) {
      throw new AssertionError(wrong);
    }
  }

  private static Instant at(int seconds) {
    return BEGIN.plusSeconds(seconds);
  }

  @Test
  void allTasksAndAllChecksMustHaveBeenWellForTheWholeTime() {
    HealthRule rule = rule(Map.of("a", TaskRole.MAIN, "after", TaskRole.POSTSTOP));
    Map<String, TaskState> states =
        Map.of("a", state("running", false, 5), "after", state("pending", false, -1));
    Optional<Instant> always = Optional.of(Instant.EPOCH);
    assertThat(rule.judge(states, always, at(14))).isEqualTo(new HealthRule.Judgement.Wait(at(15)));
    assertThat(rule.judge(states, always, at(15))).isEqualTo(HEALTHY);
    assertThat(rule.judge(states, Optional.of(at(20)), at(29)))
        .isEqualTo(new HealthRule.Judgement.Wait(at(30)));
    assertThat(rule.judge(states, Optional.of(at(20)), at(30))).isEqualTo(HEALTHY);
    assertThat(rule.judge(states, Optional.empty(), at(59)))
        .isEqualTo(new HealthRule.Judgement.Wait(at(60)));
    assertThat(rule.judge(states, Optional.empty(), at(60))).isEqualTo(UNHEALTHY);
    assertThat(rule.judge(states, Optional.of(at(51)), at(60))).isEqualTo(UNHEALTHY);
  }

  @Test
  void aFailedOrDeadTaskEndsItAtOnceAndOneThatIsMeantToEndDoesNot() {
    HealthRule rule = rule(Map.of("a", TaskRole.MAIN, "first", TaskRole.PRESTART));
    Optional<Instant> always = Optional.of(Instant.EPOCH);
    assertThat(
            rule.judge(
                Map.of("a", state("running", false, 0), "first", state("dead", false, 0)),
                always,
                at(10)))
        .isEqualTo(HEALTHY);
    assertThat(
            rule.judge(
                Map.of("a", state("pending", false, -1), "first", state("dead", true, 0)),
                always,
                at(1)))
        .isEqualTo(UNHEALTHY);
    assertThat(
            rule.judge(
                Map.of("a", state("dead", false, 0), "first", state("dead", false, 0)),
                always,
                at(1)))
        .isEqualTo(UNHEALTHY);
  }

  @Test
  void eachTaskIsToldItsOwnPart() {
    HealthRule rule =
        rule(
            Map.of(
                "failed", TaskRole.MAIN,
                "dead", TaskRole.MAIN,
                "waiting", TaskRole.MAIN,
                "late", TaskRole.MAIN,
                "checked", TaskRole.MAIN,
                "well", TaskRole.MAIN,
                "before", TaskRole.PRESTART,
                "after", TaskRole.POSTSTOP),
            "checked");
    assertThat(
            rule.reasons(
                Map.of(
                    "failed", state("dead", true, 0),
                    "dead", state("dead", false, 0),
                    "waiting", state("pending", false, -1),
                    "late", state("running", false, 55),
                    "checked", state("running", false, 0),
                    "well", state("running", false, 0),
                    "before", state("dead", false, 0),
                    "after", state("pending", false, -1))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "failed", "Unhealthy because of failed task",
                "dead", "Unhealthy because of dead task",
                "waiting", "Task not running by healthy_deadline of 1m0s",
                "late", "Task not running for min_healthy_time of 10s by healthy_deadline of 1m0s",
                "checked", "Service checks not registered"));
  }
}
