package io.drover.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeploymentCommandsTest {

  private static final String ID = "17026294-f847-0b22-e59a-5324f6de30c6";

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Ran run(String... arguments) {
    return Ran.drover(server, arguments);
  }

  private void evaluation(String id) {
    server
        .answer(
            "/v1/evaluation/" + id,
            "{\"ID\":\"%s\",\"TriggeredBy\":\"deployment-watcher\",\"JobID\":\"roll\",\"Status\":\"complete\"}"
                .formatted(id))
        .answer("/v1/evaluation/" + id + "/allocations", "[]");
  }

  @Test
  void deploymentsAreListedNewestFirst() {
    server.golden("deployments/036-list");
    assertThat(run("deployment", "list").out())
        .startsWith(
            """
            ID        Job ID  Job Version  Status      Description
            17026294  roll    2            successful  Deployment completed successfully
            42fa8e95  roll    1            successful  Deployment completed successfully
            """)
        .contains("h2      0            cancelled   Cancelled because job is stopped\n");
    assertThat(run("deployment", "status").out()).isEqualTo(run("deployment", "list").out());
    assertThat(run("deployment", "list", "-verbose").out()).contains(ID);
    assertThat(run("deployment", "list", "-json").out()).startsWith("[\n    {\n");
  }

  @Test
  void aFilterIsPassedOn() {
    server.answer("/v1/deployments", "[]");
    assertThat(run("deployment", "list", "-filter=JobID == \"x\"").out())
        .isEqualTo("No deployments found\n");
    assertThat(server.requests().getFirst().query()).isEqualTo("filter=JobID == \"x\"");
  }

  @Test
  void aDeploymentIsShown() {
    server.answer("/v1/deployments", "[" + StubServer.body("deployments/007-read") + "]");
    Ran ran = run("deployment", "status", "1702");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            ID          = 17026294
            Job ID      = roll
            Job Version = 2
            Status      = running
            Description = Deployment is running but requires manual promotion

            Deployed
            Task Group  Promoted  Desired  Canaries  Placed  Healthy  Unhealthy  Progress Deadline
            g           false     3        2         2       2        0          2026-11-22T06:31:00Z
            """);
    assertThat(server.requests().getFirst().query()).isEqualTo("prefix=1702");
  }

  @Test
  void withoutProgressDeadlinesThereIsNoColumnForThem() {
    ObjectNode deployment = StubServer.body("deployments/007-read").deepCopy();
    ((ObjectNode) deployment.at("/TaskGroups/g"))
        .put("ProgressDeadline", 0)
        .put("DesiredCanaries", 0)
        .putNull("RequireProgressBy");
    server.answer("/v1/deployments", "[" + deployment + "]");
    assertThat(run("deployment", "status", ID).out())
        .endsWith(
            "Task Group  Desired  Placed  Healthy  Unhealthy\ng           3        2       2        0\n");
  }

  @Test
  void anAmbiguousBeginningIsListed() {
    server.golden("deployments/036-list");
    ArrayNode two = StubServer.body("deployments/042-job-deployments-all").deepCopy();
    two.forEach(d -> ((ObjectNode) d).put("ID", "aa" + d.get("ID").asText().substring(2)));
    StubServer other = new StubServer().answer("/v1/deployments", two.toString());
    Ran ran = Ran.drover(other, "deployment", "status", "aa");
    other.close();
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("Prefix matched multiple deployments")
        .contains("Job ID  Job Version  Status");
    assertThat(run("deployment", "pause", "ffff").err())
        .contains("No deployment(s) with prefix or id \"ffff\" found");
  }

  @Test
  void aDeploymentIsFollowedToItsEnd() {
    ObjectNode ended = StubServer.body("deployments/041-job-deployment").deepCopy();
    server
        .answer("/v1/deployments", "[" + StubServer.body("deployments/007-read") + "]")
        .answer(
            "GET",
            "/v1/deployment/" + ID,
            200,
            StubServer.body("deployments/007-read").toString(),
            5)
        .answer("GET", "/v1/deployment/" + ID, 200, ended.toString(), 6);
    Ran ran = run("deployment", "status", "-monitor", ID);
    assertThat(ran.out())
        .startsWith("==> 2026-11-22T07:00:00Z: Monitoring deployment \"17026294\"\n")
        .contains(
            "group \"g\": 3 desired, 2 placed, 2 healthy, 0 unhealthy, 2 canaries not promoted")
        .contains("==> 2026-11-22T07:00:00Z: Deployment \"17026294\" successful\n");
    assertThat(ran.code()).isZero();
    assertThat(run("deployment", "status", "-monitor", "-json", ID).code()).isEqualTo(1);
  }

  @Test
  void aDeploymentIsPausedAndResumed() {
    server
        .golden("deployments/036-list")
        .golden("deployments/009-pause")
        .golden("deployments/011-resume");
    assertThat(run("deployment", "pause", "1702").out())
        .isEqualTo("Deployment \"" + ID + "\" paused\n");
    assertThat(server.request("PUT", "/v1/deployment/pause/" + ID).json().toString())
        .isEqualTo("{\"DeploymentID\":\"" + ID + "\",\"Pause\":true}");
    Ran resumed = run("deployment", "resume", "-detach", ID);
    assertThat(resumed.out())
        .isEqualTo(
            "Deployment \""
                + ID
                + "\" resumed\nEvaluation ID: 5ce382eb-8220-ac2d-251b-7c2f7847d863\n");
    assertThat(server.requests().getLast().json().get("Pause").asBoolean()).isFalse();
  }

  @Test
  void aDeploymentIsFailedAndItsEvaluationFollowed() {
    server
        .golden("deployments/036-list")
        .goldenAt("deployments/048-fail-by-user", "PUT", "/v1/deployment/fail/" + ID);
    evaluation("5e5d61a2-6bdc-e7d0-dfbc-8202590f4555");
    assertThat(run("deployment", "fail", ID).out())
        .startsWith("Deployment \"" + ID + "\" failed\n\n==> ")
        .contains("Evaluation \"5e5d61a2\" finished with status \"complete\"");
  }

  @Test
  void aRollbackIsTold() {
    ObjectNode answer = StubServer.body("deployments/048-fail-by-user").deepCopy();
    server
        .golden("deployments/036-list")
        .answer(
            "PUT",
            "/v1/deployment/fail/" + ID,
            200,
            answer.put("RevertedJobVersion", 0).toString(),
            1);
    assertThat(run("deployment", "fail", "-detach", ID).out())
        .startsWith("Deployment \"" + ID + "\" failed. Auto-reverted to job version 0.\n");
  }

  @Test
  void canariesArePromoted() {
    server.golden("deployments/036-list").golden("deployments/017-promote");
    assertThat(run("deployment", "promote", "-detach", ID).out())
        .isEqualTo("Evaluation ID: 708e05f0-0cb8-9043-f1bf-9f4132fcc526\n");
    assertThat(server.requests().getLast().json().toString())
        .isEqualTo("{\"DeploymentID\":\"" + ID + "\",\"All\":true,\"Groups\":[]}");
    run("deployment", "promote", "-detach", "-group=a", "-group", "b", ID);
    assertThat(server.requests().getLast().json().toString())
        .isEqualTo("{\"DeploymentID\":\"" + ID + "\",\"All\":false,\"Groups\":[\"a\",\"b\"]}");
  }

  @Test
  void aRefusalIsTold() {
    server
        .golden("deployments/036-list")
        .answer(
            "PUT",
            "/v1/deployment/promote/" + ID,
            500,
            "1 error occurred:\n\t* Task group \"g\" has 0/2 healthy allocations\n\n",
            1);
    Ran ran = run("deployment", "promote", ID);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("Error promoting deployment: ")
        .contains("Task group \"g\" has 0/2 healthy allocations");
  }

  @Test
  void unblockingWhatIsNotBlockedDoesNothing() {
    server.golden("deployments/036-list").golden("deployments/012-unblock-running");
    Ran ran = run("deployment", "unblock", ID);
    assertThat(ran.out()).isEqualTo("Deployment \"" + ID + "\" unblocked\n");
    assertThat(ran.code()).isZero();
  }

  private void job() {
    server.answer("/v1/jobs", "[{\"ID\":\"roll\",\"Namespace\":\"apps\"}]");
  }

  @Test
  void aJobsDeploymentsAreListed() {
    job();
    server.golden("deployments/041-job-deployment").golden("deployments/042-job-deployments-all");
    assertThat(run("job", "deployments", "roll").out())
        .containsPattern("17026294 .*\n42fa8e95 .*\nb5e7fc4d ");
    assertThat(server.requests().getLast().query()).isEqualTo("namespace=apps&all=false");
    assertThat(run("job", "deployments", "-latest", "ro").out())
        .startsWith("ID          = 17026294\nJob ID      = roll\n");
  }

  @Test
  void aJobThatWasNeverDeployedHasNoLatestDeployment() {
    job();
    server.answer("/v1/job/roll/deployment", "null").answer("/v1/job/roll/deployments", "[]");
    assertThat(run("job", "deployments", "-latest", "roll").out())
        .isEqualTo("No deployment found\n");
    assertThat(run("job", "deployments", "roll").out()).isEqualTo("No deployments found\n");
    Ran ran = run("job", "promote", "roll");
    assertThat(ran.err()).contains("Job \"roll\" has no deployment to promote");
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void aJobsLatestDeploymentIsPromoted() {
    job();
    server.golden("deployments/041-job-deployment").golden("deployments/017-promote");
    evaluation("708e05f0-0cb8-9043-f1bf-9f4132fcc526");
    assertThat(run("job", "promote", "roll").out())
        .contains("Evaluation \"708e05f0\" finished with status \"complete\"");
    assertThat(server.request("PUT", "/v1/deployment/promote/" + ID).query())
        .isEqualTo("namespace=apps");
  }

  @Test
  void aJobIsReverted() {
    job();
    server.answer("PUT", "/v1/job/roll/revert", 200, "{\"EvalID\":\"e-1\"}", 3);
    assertThat(run("job", "revert", "-detach", "roll", "3").out())
        .isEqualTo("Evaluation ID: e-1\n");
    assertThat(server.requests().getLast().json().toString())
        .isEqualTo(
            "{\"JobID\":\"roll\",\"JobVersion\":3,\"ConsulToken\":\"\",\"VaultToken\":\"\"}");
    assertThat(run("job", "revert", "roll", "x").err())
        .contains("\"x\" is not the number of a version");
  }
}
