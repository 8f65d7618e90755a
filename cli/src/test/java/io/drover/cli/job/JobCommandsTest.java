package io.drover.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobCommandsTest {

  private static final String JOB = "{\"ID\":\"pl\"}";

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Ran run(String input, String... arguments) {
    return Ran.with(Map.of("DROVER_ADDR", server.address()), input, arguments);
  }

  @Test
  void jobsAreListedInColumns() {
    server.golden("jobs/083-list");
    assertThat(run("", "job", "status").out())
        .startsWith(
            """
            ID              Type                          Priority  Status   Submit Date
            cores           service                       50        running  2026-11-22T05:58:38Z
            count-zero      service                       50        dead     2026-11-22T05:58:37Z
            """)
        .contains("min-periodic    batch/periodic  ")
        .contains("per-param       batch/periodic/parameterized  50 ");
    assertThat(run("", "job", "status", "-namespace=*").out())
        .startsWith("ID              Namespace  Type");
  }

  private void fullService() {
    server
        .golden("jobs/083-list")
        .golden("jobs/022-read-full-service")
        .golden("jobs/055-sub-summary-full-service")
        .golden("jobs/056-sub-allocations-full-service")
        .golden("jobs/057-sub-evaluations-full-service")
        .golden("jobs/059-sub-deployment-full-service");
  }

  @Test
  void oneJobIsShownWithSummaryFailuresDeploymentAndAllocations() {
    fullService();
    Ran ran = run("", "job", "status", "full-s");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            ID            = full-service
            Name          = Full Service
            Submit Date   = 2026-11-22T05:58:38Z
            Type          = service
            Priority      = 70
            Datacenters   = dc1,dc2
            Namespace     = default
            Node Pool     = default
            Status        = running
            Periodic      = false
            Parameterized = false

            Summary
            Task Group  Queued  Starting  Running  Failed  Complete  Lost  Unknown
            second      0       0         1        0       0         0     0
            web         1       0         0        0       0         0     0

            Placement Failure
            Task Group "web":
              * Class "alpha": 1 nodes excluded by filter
              * Constraint "distinct_hosts": 1 nodes excluded by filter

            Latest Deployment
            ID          = 9e75de8d
            Status      = running
            Description = Deployment is running

            Deployed
            Task Group  Auto Revert  Desired  Placed  Healthy  Unhealthy  Progress Deadline
            second      true         1        1       1        0          2026-11-22T06:00:39Z
            web         true         1        0       0        0          N/A

            Allocations
            ID        Node ID   Task Group  Version  Desired  Status   Created   Modified
            f3b8236d  b4d17ed7  second      0        run      running  1h1m ago  1h1m ago
            """);
    assertThat(ran.code()).isZero();
  }

  @Test
  void shortShowsOnlyTheJobAndJsonTheAnswer() {
    fullService();
    assertThat(run("", "job", "status", "-short", "full-service").out())
        .endsWith("Parameterized = false\n");
    assertThat(run("", "job", "status", "-json", "full-service").out())
        .startsWith("{\n    \"Stop\": false,\n");
    assertThat(run("", "job", "status", "-evals", "full-service").out())
        .containsPattern("Evaluations\nID +Priority +Triggered By +Status +Placement Failures\n");
  }

  @Test
  void anAmbiguousPrefixListsTheCandidates() {
    server.golden("jobs/083-list");
    Ran ran = run("", "job", "status", "min-s");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith(
            "Prefix matched multiple jobs\n\nID            Namespace  Type      Priority  Status\n")
        .contains("min-scaling   default")
        .doesNotContain("min-batch");
  }

  @Test
  void anUnknownJobIsAnError() {
    server.answer("/v1/jobs", "[]");
    Ran ran = run("", "job", "status", "nope");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).isEqualTo("No job(s) with prefix or id \"nope\" found\n");
  }

  @Test
  void aPlanShowsTheDifferenceAndEndsWithOne() {
    server.golden("plan/116-many-changes");
    Ran ran = run(JOB, "job", "plan", "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith(
            """
            +/- Job: "pl"
            -   Meta[a]:  "1"
            -   Meta[b]:  "2"
            +   Meta[z]:  "1"
            +/- Priority: "50" => "70"
            +/- Task Group: "g" (1 create, 2 ignore)
              +/- Count:    "2" => "3" (forces create)
              -   Meta[gm]: "1"
              +   Meta[q]:  "1"
              +/- Task: "t" (forces create/destroy update)
                +/- Driver: "mock_driver" => "exec"
                -   Env[E]: "1"
                -   Env[F]: "2"
                +   Env[N]: "1"
                  Task: "u"
              +   Task: "zz" (forces create/destroy update)
            """
                .replace("+   Task: \"zz\"", "+ Task: \"zz\""))
        .contains(
            "Scheduler dry-run:\n- All tasks successfully allocated.\n\nJob Modify Index: 837\n")
        .contains("drover job run -check-index 837 -\n");
    assertThat(server.requests().getFirst().json().path("Diff").asBoolean()).isTrue();
  }

  @Test
  void aPlanExplainsWhatFindsNoPlace() {
    server.golden("plan/117-too-much-cpu");
    Ran ran = run(JOB, "plan", "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains(
            """
            - WARNING: Failed to place all allocations.
              Task Group "g" (failed to place 1 allocation):
                * Resources exhausted on 1 nodes
                * Class "alpha" exhausted on 1 nodes
                * Dimension "cpu" exhausted on 1 nodes
            """)
        .contains(
            "    +/- Resources {\n      +/- CPU:         \"30\" => \"9000\"\n          Cores:");
  }

  @Test
  void aPlanWithoutChangesEndsWithZeroAndAnErrorWith255() {
    server.golden("plan/005-none");
    assertThat(run(JOB, "job", "plan", "-").code()).isZero();
    Ran missing = run("{\"ID\":\"other\"}", "job", "plan", "-");
    assertThat(missing.code()).isEqualTo(255);
    assertThat(missing.err()).contains("Error during plan: Unexpected response code: 404");
    assertThat(run(JOB, "job", "plan", "-frob", "-").code()).isEqualTo(255);
  }

  @Test
  void stoppingByAPrefixAsksFirst() {
    server.golden("jobs/083-list").answer("DELETE", "/v1/job/cores", 200, "{\"EvalID\":\"e1\"}", 5);
    Ran refused = run("n\n", "job", "stop", "-detach", "cor");
    assertThat(refused.out()).contains("stop job \"cores\"? [y/N] ").contains("Cancelled");
    assertThat(server.requests()).noneMatch(r -> r.method().equals("DELETE"));
    Ran agreed = run("y\n", "job", "stop", "-detach", "-purge", "cor");
    assertThat(agreed.out()).endsWith("e1\n");
    assertThat(server.request("DELETE", "/v1/job/cores").query())
        .contains("namespace=default")
        .contains("purge=true");
    assertThat(run("", "stop", "-detach", "-yes", "cor").out()).isEqualTo("e1\n");
  }

  @Test
  void anIdWithASlashStaysOneSegment() {
    server
        .golden("jobs/083-list")
        .answer("DELETE", "/v1/job/team%2Fapp-one", 200, "{\"EvalID\":\"\"}", 5);
    assertThat(run("", "job", "stop", "team/app-one").code()).isZero();
  }

  @Test
  void validationErrorsAreShownAndEndWithOne() {
    server.answer(
        "PUT",
        "/v1/validate/job",
        200,
        "{\"ValidationErrors\":[\"a\"],\"Error\":\"1 error occurred:\\n\\t* a\\n\\n\",\"Warnings\":\"\"}",
        1);
    Ran ran = run(JOB, "job", "validate", "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).isEqualTo("Job validation errors:\n1 error occurred:\n\t* a\n");
  }

  @Test
  void aValidJobIsSaidToBeValid() {
    server.answer("PUT", "/v1/validate/job", 200, "{\"ValidationErrors\":null,\"Error\":\"\"}", 1);
    Ran ran = run(JOB, "validate", "-");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEqualTo("Job validation successful\n");
  }
}
