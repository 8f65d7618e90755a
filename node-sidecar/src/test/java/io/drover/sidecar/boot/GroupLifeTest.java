package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks beside and after each other, restarts, and health. Mostly with the mock driver. */
final class GroupLifeTest {

  private static final String ONE_RESTART =
      "{'Attempts':1,'Interval':60000000000,'Delay':50000000,'Mode':'fail'}";

  @TempDir Path directory;
  private NodeUnderTest node;

  @BeforeEach
  void start() throws Exception {
    node = new NodeUnderTest(directory);
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static String mock(String name, String config, String more) {
    return Jobs.task(name, "mock_driver", config, Jobs.NO_RESTARTS, more);
  }

  @Test
  void aFailedTaskIsRestartedByItsPolicyAndThenFails() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                Jobs.task(
                    "t", "mock_driver", "{'run_for':'10ms','exit_code':3}", ONE_RESTART, "")));
    node.awaitStatus(id, "failed");
    assertThat(node.server.events(id, "t"))
        .hasSize(8)
        .anyMatch(event -> event.matches("Restarting: Task restarting in [0-9.]+ms"))
        .endsWith(
            "Terminated: Exit Code: 3",
            "Not Restarting: Exceeded allowed attempts 1 in interval 1m0s and mode is \"fail\"");
    assertThat(node.server.task(id, "t").restarts()).isEqualTo(1);
    assertThat(node.server.task(id, "t").lastRestart()).isNotNull();
  }

  @Test
  void theSiblingsOfAFailedTaskAreKilledAndPoststopRuns() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                mock("bad", "{'run_for':'50ms','exit_code':2}", ""),
                mock("good", "{'run_for':'1h'}", ""),
                mock("stop", "{'run_for':'10ms'}", "'Lifecycle':{'Hook':'poststop'}")));
    node.awaitStatus(id, "failed");
    await().untilAsserted(() -> assertThat(node.server.task(id, "stop").finishedAt()).isNotNull());
    assertThat(node.server.events(id, "good"))
        .containsSubsequence(
            "Sibling Task Failed: Task's sibling \"bad\" failed",
            "Killing: Sent interrupt. Waiting 1s before force killing",
            "Killed: Task successfully killed");
    assertThat(node.server.events(id, "bad"))
        .contains("Killing: Sent interrupt. Waiting 1s before force killing");
  }

  @Test
  void prestartComesFirstAndSidecarsEndWithTheMainTasks() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                mock("main", "{'run_for':'100ms'}", ""),
                mock("init", "{'run_for':'100ms'}", "'Lifecycle':{'Hook':'prestart'}"),
                mock("side", "{'run_for':'1h'}", "'Lifecycle':{'Hook':'prestart','Sidecar':true}"),
                mock("post", "{'run_for':'1ms'}", "'Lifecycle':{'Hook':'poststart'}")));
    node.awaitStatus(id, "complete");
    assertThat(node.server.task(id, "main").startedAt())
        .isAfterOrEqualTo(node.server.task(id, "init").finishedAt())
        .isAfterOrEqualTo(node.server.task(id, "side").startedAt());
    assertThat(node.server.task(id, "post").startedAt())
        .isAfterOrEqualTo(node.server.task(id, "main").startedAt());
    assertThat(node.server.events(id, "side"))
        .contains("Main Tasks Dead: Main tasks in the group died");
  }

  @Test
  void theEndOfTheLeaderEndsAll() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                mock("lead", "{'run_for':'50ms'}", "'Leader':true"),
                mock("other", "{'run_for':'1h'}", "")));
    node.awaitStatus(id, "complete");
    assertThat(node.server.events(id, "other"))
        .contains("Leader Task Dead: Leader Task in Group dead");
  }

  @Test
  void aConfigThatIsNotTheDriversIsRefused() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                Jobs.task(
                    "t",
                    "raw_exec",
                    "{'command':'/bin/true','nonsense':1}",
                    Jobs.NO_RESTARTS,
                    "")));
    node.awaitStatus(id, "failed");
    assertThat(node.server.events(id, "t"))
        .endsWith(
            "Failed Validation: 2 errors occurred:\n\t* failed to parse config: \n\t* Invalid label:"
                + " No argument or block type is named \"nonsense\".\n\n",
            "Not Restarting: Policy allows no restarts");
  }

  @Test
  void aDriverThatTheNodeLacksIsSaid() throws Exception {
    AllocId id = node.run(Jobs.job("batch", Jobs.task("t", "podman", "{}", Jobs.NO_RESTARTS, "")));
    node.awaitStatus(id, "failed");
    assertThat(node.server.events(id, "t"))
        .anyMatch(event -> event.startsWith("Driver Failure: ") && event.contains("podman"));
  }

  @Test
  void aDeploymentsAllocationBecomesHealthy() throws Exception {
    JobSpec job = Jobs.job("service", mock("t", "{'run_for':'1h'}", ""));
    Allocation alloc = Jobs.alloc(job).withDeploymentId("5b1c0a52-0000-0000-0000-000000000000");
    AllocId id = node.run(alloc, job);
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(health(id)).isNotNull());
    assertThat(health(id).healthy()).isTrue();
  }

  @Test
  void aDeploymentsAllocationThatFailsIsUnhealthy() throws Exception {
    JobSpec job = Jobs.job("service", mock("t", "{'run_for':'10ms','exit_code':1}", ""));
    Allocation alloc = Jobs.alloc(job).withDeploymentId("5b1c0a52-0000-0000-0000-000000000000");
    AllocId id = node.run(alloc, job);
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(health(id)).isNotNull());
    assertThat(health(id).healthy()).isFalse();
    await()
        .untilAsserted(
            () ->
                assertThat(node.server.events(id, "t"))
                    .contains("Alloc Unhealthy: Unhealthy because of failed task"));
  }

  private AllocDeploymentStatus health(AllocId id) throws Exception {
    var state = node.server.state(id);
    return state == null || state.getDeploymentStatusJson().isEmpty()
        ? null
        : Json.MAPPER.readValue(
            state.getDeploymentStatusJson().toByteArray(), AllocDeploymentStatus.class);
  }
}
