package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.Refusal;
import io.drover.command.job.JobDocument;
import io.drover.contract.api.Job;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.state.Snapshot;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DryRunTest {

  private final Trial trial = new Trial();

  private static JsonNode base() {
    return Trial.read("003-base-register").at("/request/body/Job");
  }

  private static Job changed(Consumer<ObjectNode> change) {
    ObjectNode job = base().deepCopy();
    change.accept(job);
    return Trial.job(job);
  }

  @Test
  void theNextLaunchIsShownInTheZoneOfTheJob() throws Refusal {
    // Here it is the very beginning of 2030.
    assertThat(trial.plan(Trial.read("140-periodic-new")).nextPeriodicLaunch())
        .isEqualTo("2031-01-01T00:00:00Z");
    assertThat(trial.plan(Trial.read("141-periodic-edit")).nextPeriodicLaunch())
        .isEqualTo("2030-01-02T00:00:00+01:00");
    assertThat(trial.plan(Trial.read("005-none")).nextPeriodicLaunch()).isNull();
  }

  @Test
  void nothingIsWrittenAndNothingIsStored() throws Refusal {
    trial.run(Trial.job(base()));
    Snapshot before = trial.harness.cluster.snapshot();
    Job other = changed(job -> job.put("Priority", 77));
    trial.plan(other, true);
    assertThat(trial.harness.cluster.snapshot()).isSameAs(before);
    assertThat(trial.harness.cluster.spec(JobDocument.of(Trial.canonical(other)).digest()))
        .isNull();
  }

  @ParameterizedTest
  @MethodSource("io.drover.plan.PlanGoldenTest#cases")
  void theTypeIsNoneExactlyIfRegisteringWritesNoNewVersion(String name) throws Refusal {
    trial.run(Trial.job(base()));
    Job job = Trial.job(Trial.read(name).at("/request/body/Job"));
    JobSpec spec = Trial.canonical(job);
    JobVersion before = trial.harness.cluster.snapshot().job(spec.key());
    if (before != null && (before.type() != spec.type() || Boolean.TRUE.equals(job.stop()))) {
      return; // Refused, or stopped, which a registration of the harness cannot do.
    }
    JobPlan plan = trial.plan(job, true);
    trial.harness.cluster.register(spec);
    boolean same = trial.harness.cluster.snapshot().job(spec.key()).equals(before);
    assertThat(plan.diff().type() == DiffType.NONE).isEqualTo(same);
  }

  @Test
  void whatCannotBePlacedIsTold() throws Refusal {
    JobPlan plan =
        trial.plan(
            changed(
                job ->
                    ((ObjectNode) job.at("/TaskGroups/0/Tasks/0/Resources")).put("CPU", 100_000)),
            false);
    assertThat(plan.failedTgAllocs()).containsOnlyKeys("g");
    assertThat(plan.createdEvals())
        .singleElement()
        .satisfies(e -> assertThat(e.status().word()).isEqualTo("blocked"));
    assertThat(plan.annotations().desiredTgUpdates().get("g").place()).isEqualTo(2);
    assertThat(plan.diff()).isNull();
  }

  @Test
  void aStoppedJobIsStartedAgain() throws Refusal {
    trial.run(Trial.job(base()));
    trial.stop(Trial.canonical(Trial.job(base())));
    JobPlan plan = trial.plan(Trial.job(base()), true);
    assertThat(plan.diff().type()).isEqualTo(DiffType.EDITED);
    assertThat(plan.diff().fields())
        .containsExactly(new FieldDiff(DiffType.EDITED, "Stop", "true", "false", List.of()));
    assertThat(plan.annotations().desiredTgUpdates().get("g").place()).isEqualTo(2);
  }

  @Test
  void itIsRefusedAsTheRegistrationWouldBe() throws Refusal {
    trial.run(Trial.job(base()));
    Job batch = changed(job -> job.put("Type", "batch"));
    assertThatThrownBy(() -> trial.plan(batch, true))
        .isInstanceOf(Refusal.class)
        .hasMessage("cannot update job from type \"service\" to \"batch\"");
  }

  @Test
  void tokensAreNotShown() throws Refusal {
    JobPlan plan =
        trial.plan(
            changed(job -> job.put("VaultToken", "secret-v").put("ConsulToken", "secret-c")), true);
    assertThat(plan.toString()).doesNotContain("secret-");
  }
}
