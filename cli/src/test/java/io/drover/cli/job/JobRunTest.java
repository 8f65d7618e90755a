package io.drover.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunTest {

  private static final String EVAL = "789f4bf0-108d-40ae-9cd2-625fca2036a1";
  private static final String JOB = "{\"ID\":\"web\",\"Type\":\"service\"}";

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Ran run(String input, String... arguments) {
    return Ran.with(Map.of("NOMAD_ADDR", server.address()), input, arguments);
  }

  private String evaluation(String status, String more) {
    return """
        {"ID":"%s","TriggeredBy":"job-register","JobID":"web","Namespace":"default",
         "Status":"%s","CreateIndex":12,"ModifyIndex":12%s}"""
        .formatted(EVAL, status, more);
  }

  @Test
  void theEvaluationIsFollowedByBlockingQueriesUntilItEnds() {
    server
        .golden("jobs/001-register-minimal-service")
        .answer("GET", "/v1/evaluation/" + EVAL, 200, evaluation("pending", ""), 12)
        .answer("GET", "/v1/evaluation/" + EVAL, 200, evaluation("complete", ""), 15)
        .answer(
            "/v1/evaluation/" + EVAL + "/allocations",
            """
            [{"ID":"aaaaaaaa-1","NodeID":"bbbbbbbb-1","TaskGroup":"g","CreateIndex":14,"ClientStatus":"pending"},
             {"ID":"cccccccc-1","NodeID":"bbbbbbbb-1","TaskGroup":"g","CreateIndex":3,"ClientStatus":"running"}]""");
    Ran ran = run(JOB, "job", "run", "-");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            ==> 2026-11-22T07:00:00Z: Monitoring evaluation "789f4bf0"
                2026-11-22T07:00:00Z: Evaluation triggered by job "web"
                2026-11-22T07:00:00Z: Allocation "aaaaaaaa" created: node "bbbbbbbb", group "g"
                2026-11-22T07:00:00Z: Allocation "cccccccc" modified: node "bbbbbbbb", group "g"
                2026-11-22T07:00:00Z: Evaluation status changed: "pending" -> "complete"
            ==> 2026-11-22T07:00:00Z: Evaluation "789f4bf0" finished with status "complete"
            """);
    assertThat(ran.code()).isZero();
    assertThat(server.requests())
        .extracting(StubServer.Request::query)
        .containsExactly("", "", "index=12&wait=45s", "");
  }

  @Test
  void aVaultTokenGoesWithTheJob() {
    server.golden("jobs/001-register-minimal-service");
    String own = "{\"ID\":\"web\",\"VaultToken\":\"own\"}";
    Map<String, String> environment =
        Map.of("NOMAD_ADDR", server.address(), "VAULT_TOKEN", "environment");
    run(own, "job", "run", "-detach", "-");
    Ran.with(environment, own, "job", "run", "-detach", "-");
    Ran.with(environment, own, "job", "run", "-detach", "-vault-token", "flag", "-");
    assertThat(server.requests())
        .extracting(request -> request.json().at("/Job/VaultToken").asText())
        .containsExactly("own", "environment", "flag");
  }

  @Test
  void anUnplacedGroupIsExplainedAndEndsWithTwo() {
    ObjectNode complete = (ObjectNode) StubServer.body("evaluations/003-read-related");
    server
        .golden("jobs/001-register-minimal-service")
        .answer("/v1/evaluation/" + EVAL, complete.toString())
        .answer("/v1/evaluation/" + EVAL + "/allocations", "[]");
    Ran ran = run(JOB, "run", "-detach=false", "-");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out())
        .contains(
            """
            ==> 2026-11-22T07:00:00Z: Evaluation "120802ee" finished with status "complete" but failed to place all allocations:
                2026-11-22T07:00:00Z: Task Group "g" (failed to place 1 allocation):
                  * Resources exhausted on 3 nodes
                  * Class "alpha" exhausted on 2 nodes
                  * Class "beta" exhausted on 1 nodes
                  * Dimension "cpu" exhausted on 3 nodes
                2026-11-22T07:00:00Z: Evaluation "83930071" waiting for additional capacity to place remainder
            """);
  }

  @Test
  void theDeploymentIsFollowedToItsEnd() {
    String running = deployment("running", 0);
    server
        .golden("jobs/001-register-minimal-service")
        .answer(
            "/v1/evaluation/" + EVAL, evaluation("complete", ",\"DeploymentID\":\"dddddddd-1\""))
        .answer("/v1/evaluation/" + EVAL + "/allocations", "[]")
        .answer("GET", "/v1/deployment/dddddddd-1", 200, running, 20)
        .answer("GET", "/v1/deployment/dddddddd-1", 200, deployment("successful", 1), 21);
    Ran ran = run(JOB, "job", "run", "-");
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("Monitoring deployment \"dddddddd\"")
        .contains("Deployment running, group \"g\": 1 desired, 1 placed, 0 healthy, 0 unhealthy")
        .contains("Deployment \"dddddddd\" successful")
        .containsPattern(
            "Task Group +Desired +Placed +Healthy +Unhealthy +Progress Deadline\ng +1 +1 +1 +0 +N/A");
  }

  @Test
  void aFailedDeploymentEndsWithTwo() {
    server
        .golden("jobs/001-register-minimal-service")
        .answer("/v1/evaluation/" + EVAL, evaluation("complete", ",\"DeploymentID\":\"d\""))
        .answer("/v1/evaluation/" + EVAL + "/allocations", "[]")
        .answer("/v1/deployment/d", deployment("failed", 0));
    assertThat(run(JOB, "job", "run", "-").code()).isEqualTo(2);
  }

  @Test
  void theWayBackToAStableVersionIsFollowedToo() {
    String failed =
        deployment("failed", 0)
            .replace(
                "\"StatusDescription\":\"x\"",
                "\"StatusDescription\":\"x - rolling back to job version 3\",\"JobID\":\"web\","
                    + "\"CreateIndex\":30,\"ModifyIndex\":40");
    server
        .golden("jobs/001-register-minimal-service")
        .answer("/v1/evaluation/" + EVAL, evaluation("complete", ",\"DeploymentID\":\"d\""))
        .answer("/v1/evaluation/" + EVAL + "/allocations", "[]")
        .answer("/v1/deployment/d", failed)
        .answer(
            "/v1/job/web/evaluations",
            """
            [{"ID":"e-1","TriggeredBy":"deployment-watcher","CreateIndex":30},
             {"ID":"e-2","TriggeredBy":"deployment-watcher","CreateIndex":40},
             {"ID":"e-3","TriggeredBy":"deployment-watcher","CreateIndex":41},
             {"ID":"e-4","TriggeredBy":"job-register","CreateIndex":40}]""")
        .answer("GET", "/v1/evaluation/e-2", 200, "{\"Status\":\"pending\"}", 40)
        .answer("GET", "/v1/evaluation/e-2", 200, "{\"Status\":\"complete\"}", 42)
        .answer("/v1/job/web/deployment", "{\"ID\":\"back\",\"CreateIndex\":42}")
        .answer("/v1/deployment/back", deployment("successful", 1));
    Ran ran = run(JOB, "job", "run", "-");
    assertThat(ran.out())
        .containsSubsequence(
            "Deployment \"dddddddd\" failed",
            "Monitoring deployment \"back\"",
            "Deployment \"dddddddd\" successful");
    assertThat(ran.code()).isEqualTo(2);
  }

  private static String deployment(String status, int healthy) {
    return """
        {"ID":"dddddddd-1","Status":"%s","StatusDescription":"x","TaskGroups":{"g":{"DesiredTotal":1,
         "PlacedAllocs":1,"HealthyAllocs":%d,"UnhealthyAllocs":0,"DesiredCanaries":0,
         "ProgressDeadline":600000000000}}}"""
        .formatted(status, healthy);
  }

  @Test
  void detachedOnlyTheIdIsPrinted() {
    server.golden("jobs/001-register-minimal-service");
    Ran ran = run(JOB, "job", "run", "-detach", "-");
    assertThat(ran.out()).isEqualTo("Job registration successful\nEvaluation ID: " + EVAL + "\n");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void theJobIsSentWithWhatItWasMadeFrom() {
    server.golden("jobs/001-register-minimal-service");
    String wrapped = "{\"Job\":" + JOB + "}";
    run(
        wrapped,
        "job",
        "run",
        "-detach",
        "-check-index",
        "0",
        "-eval-priority=7",
        "-preserve-counts",
        "-");
    var body = server.request("PUT", "/v1/jobs").json();
    assertThat(body.path("Job").path("ID").asText()).isEqualTo("web");
    assertThat(body.path("EnforceIndex").asBoolean()).isTrue();
    assertThat(body.path("JobModifyIndex").asLong()).isZero();
    assertThat(body.path("EvalPriority").asInt()).isEqualTo(7);
    assertThat(body.path("PreserveCounts").asBoolean()).isTrue();
    assertThat(body.path("Submission").path("Format").asText()).isEqualTo("json");
    assertThat(body.path("Submission").path("Source").asText()).isEqualTo(wrapped);
  }

  @Test
  void theNamespaceOfTheFlagWinsOverTheJobsAndThatOverTheEnvironments() {
    server.golden("jobs/001-register-minimal-service");
    String job = "{\"ID\":\"web\",\"Namespace\":\"own\"}";
    Map<String, String> environment =
        Map.of("NOMAD_ADDR", server.address(), "NOMAD_NAMESPACE", "env");
    Ran.with(environment, job, "run", "-detach", "-");
    assertThat(server.requests().getLast().query()).isEqualTo("namespace=own");
    Ran.with(environment, job, "run", "-detach", "-namespace=flag", "-");
    assertThat(server.requests().getLast().query()).isEqualTo("namespace=flag");
    Ran.with(environment, JOB, "run", "-detach", "-");
    assertThat(server.requests().getLast().query()).isEqualTo("namespace=env");
  }

  @Test
  void aConflictingIndexIsAnError() {
    String text = "Enforcing job modify index 7: job exists with conflicting job modify index: 9";
    server.answer("PUT", "/v1/jobs", 500, text, 0);
    Ran ran = run(JOB, "job", "run", "-check-index=7", "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("Error submitting job: Unexpected response code: 500 (" + text + ")");
  }

  @Test
  void warningsAreShown() {
    server.golden("jobs/037-register-warnings");
    assertThat(run(JOB, "job", "run", "-detach", "-").out())
        .startsWith("Job Warnings:\n3 warnings:\n\n* Group \"a\" has warnings");
  }

  @Test
  void outputPrintsTheJobAndSendsNothing() {
    Ran ran = run(JOB, "job", "run", "-output", "-");
    assertThat(ran.out())
        .isEqualTo(
            """
            {
                "Job": {
                    "ID": "web",
                    "Type": "service"
                }
            }
            """);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aFileThatIsMissingOrHoldsNoJobIsAnError() {
    Ran missing = run("", "job", "run", "/nowhere/x.hcl");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no file /nowhere/x.hcl");
    assertThat(run("{\"a\":", "job", "run", "-").code()).isEqualTo(1);
    assertThat(run("{}", "job", "run", "-").err()).contains("the job has no ID");
    assertThat(run("[1]", "job", "run", "-json", "-").err()).contains("holds no job");
  }

  @Test
  void anHclFileIsSentAsTheJobThatItDescribes(@TempDir Path folder) throws IOException {
    server.golden("jobs/001-register-minimal-service");
    String source =
        """
        variable "count" { type = number }
        variable "region" { default = "here" }
        variable "zone" { default = "z" }
        job "hcl" {
          meta { where = "${var.region}-${var.zone}" }
          group "g" {
            count = var.count
            task "t" {
              driver = "raw_exec"
              config { command = "/bin/true" }
              kill_timeout = "20s"
            }
          }
        }
        """;
    Path values = Files.writeString(folder.resolve("v.hcl"), "region = \"there\"\n");
    Map<String, String> environment =
        Map.of("NOMAD_ADDR", server.address(), "NOMAD_VAR_zone", "a", "DROVER_VAR_zone", "b");
    Ran ran =
        Ran.with(
            environment, source, "run", "-detach", "-var", "count=3", "-var-file=" + values, "-");
    assertThat(ran.err()).isEmpty();
    var body = server.request("PUT", "/v1/jobs").json();
    assertThat(body.at("/Job/ID").asText()).isEqualTo("hcl");
    assertThat(body.at("/Job/Meta/where").asText()).isEqualTo("there-b");
    assertThat(body.at("/Job/TaskGroups/0/Count").asInt()).isEqualTo(3);
    assertThat(body.at("/Job/TaskGroups/0/Tasks/0/KillTimeout").asLong())
        .isEqualTo(20_000_000_000L);
    assertThat(body.at("/Submission/Format").asText()).isEqualTo("hcl2");
    assertThat(body.at("/Submission/VariableFlags/count").asText()).isEqualTo("3");
    assertThat(body.at("/Submission/Variables").asText()).contains("there");
  }

  @Test
  void aMistakeInAnHclFileIsShownWithItsPlace() {
    Ran ran = run("job \"x\" {\n  group \"g\" {\n", "job", "run", "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).startsWith("Error getting job struct: ").contains("<stdin>");
    Ran undeclared = run("job \"x\" {}\n", "job", "plan", "-var=a=b", "-");
    assertThat(undeclared.code()).isEqualTo(255);
    assertThat(
            run("job \"x\" {}\n", "run", "-output", "-hcl2-strict=false", "-var=a=b", "-").code())
        .isZero();
  }

  @Test
  void aPeriodicJobHasNoEvaluationToFollow() {
    server.answer("PUT", "/v1/jobs", 200, "{\"EvalID\":\"\",\"Warnings\":\"\"}", 1);
    Ran ran = run("{\"ID\":\"p\",\"Periodic\":{}}", "job", "run", "-");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("Job registration successful").contains("schedule");
  }
}
