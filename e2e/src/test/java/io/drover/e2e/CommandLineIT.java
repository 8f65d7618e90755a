package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Launcher.Result;
import io.drover.e2e.fixture.Ports;
import io.drover.e2e.fixture.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command line as scripts use it: what it prints, and the codes it ends with. */
final class CommandLineIT {

  private static Agent agent;

  @BeforeAll
  static void start() {
    agent = Agent.both("command-line").startReady();
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  @Test
  void runStatusLogsAndStopOfABatchJob() throws IOException {
    Path file = file("hello.nomad.hcl", batch("hello", "echo hello from $NOMAD_TASK_NAME"));
    Result run = drover("job", "run", file.toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out())
        .contains("Monitoring evaluation")
        .contains("finished with status \"complete\"")
        .doesNotContain("\u001b[");

    JsonNode done = Jobs.awaitAllocations(agent.http(), "hello", "complete", 1).getFirst();
    String id = done.path("ID").asText();
    assertThat(drover("alloc", "logs", id).out()).isEqualTo("hello from task\n");
    assertThat(drover("alloc", "logs", id.substring(0, 8)).out()).isEqualTo("hello from task\n");
    assertThat(drover("alloc", "status", id).out()).contains("complete").contains("Exit Code: 0");
    assertThat(drover("job", "status", "hello").out()).contains("hello").contains("dead");
    assertThat(drover("job", "status").out()).contains("hello");
    assertThat(drover("eval", "status", done.path("EvalID").asText()).out()).contains("complete");
    Result stop = drover("job", "stop", "-purge", "hello");
    assertThat(stop.code()).as(stop.all()).isZero();
    assertThat(agent.http().get("/v1/job/hello").status()).isEqualTo(404);
  }

  @Test
  void nodeStatusShowsThisMachine() throws IOException {
    Result list = drover("node", "status");
    assertThat(list.code()).isZero();
    assertThat(list.out()).contains("command-line").contains("ready");
    String id = agent.http().get("/v1/nodes").json().path(0).path("ID").asText();
    assertThat(drover("node", "status", id).out()).contains(id).contains("raw_exec");
    assertThat(Http.JSON.readTree(drover("node", "status", "-json", id).out()).path("ID").asText())
        .isEqualTo(id);
  }

  @Test
  void aRunThatCannotBePlacedEndsWith2() throws IOException {
    Path file =
        file(
            "nowhere.nomad.hcl",
            batch("nowhere", "true").replace("type", "datacenters = [\"nowhere\"]\n  type"));
    Result run = drover("job", "run", file.toString());
    assertThat(run.code()).as(run.all()).isEqualTo(2);
    assertThat(run.out()).contains("failed to place all allocations");
  }

  @Test
  void anUnknownJobEndsWith1() {
    Result status = drover("job", "status", "no-such-job");
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.all()).contains("no-such-job");
    assertThat(drover("alloc", "status", "ffffffff").code()).isEqualTo(1);
    assertThat(drover("node", "status", "ffffffff").code()).isEqualTo(1);
    assertThat(drover("eval", "status", "ffffffff").code()).isEqualTo(1);
  }

  @Test
  void aWrongJobFileEndsWith1AndNamesThePlace() throws IOException {
    Path unknown =
        file("unknown.nomad.hcl", "job \"x\" {\n  group \"g\" {\n    cuont = 3\n  }\n}\n");
    for (String command : new String[] {"run", "validate", "plan"}) {
      Result result = drover("job", command, unknown.toString());
      assertThat(result.code()).as(command + ": " + result.all()).isIn(1, 255);
      assertThat(result.all()).contains("cuont").contains("unknown.nomad.hcl:3");
    }
    Result malformed =
        drover("job", "validate", file("open.nomad.hcl", "job \"x\" {\n").toString());
    assertThat(malformed.code()).isEqualTo(1);
    assertThat(malformed.all()).contains("open.nomad.hcl:");
    assertThat(drover("job", "run", "no-such-file.hcl").code()).isEqualTo(1);
    Result json = drover("job", "run", file("bad.json", "{\"Job\": {").toString());
    assertThat(json.code()).as(json.all()).isEqualTo(1);
  }

  @Test
  void validateAcceptsEveryExample() {
    for (String name :
        new String[] {
          "web.nomad.hcl", "web.nomad.json", "wordcount.nomad.hcl", "picky.nomad.hcl"
        }) {
      Result result = drover("job", "validate", Project.example(name).toString());
      assertThat(result.code()).as(name + ": " + result.all()).isZero();
      assertThat(result.out()).contains("Job validation successful");
    }
  }

  @Test
  void planTellsByItsCodeWhetherAnythingWouldHappen() throws IOException {
    Path file = file("planned.nomad.hcl", batch("planned", "true"));
    Result fresh = drover("job", "plan", file.toString());
    if (fresh.all().contains("not implemented")) {
      System.out.println("Skipped: " + fresh.all().strip());
      abort(fresh.all());
    }
    assertThat(fresh.code()).as(fresh.all()).isEqualTo(1);
    assertThat(drover("job", "run", file.toString()).code()).isZero();
    Jobs.awaitAllocations(agent.http(), "planned", "complete", 1);
    Result same = drover("job", "plan", file.toString());
    assertThat(same.code()).as(same.all()).isZero();
  }

  @Test
  void anAgentThatIsNotThereEndsWith1AndNamesTheAddress() {
    String address = "http://127.0.0.1:" + Ports.one();
    Result result = Launcher.run(Map.of("NOMAD_ADDR", address), "job", "status");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.all()).contains(address);
  }

  @Test
  void versionAnswersInBothSpellings() {
    assertThat(drover("version").out()).startsWith("Drover ");
    assertThat(drover("-version").out()).isEqualTo(drover("version").out());
  }

  @Test
  void anUnknownCommandIsNotZero() {
    assertThat(drover("frob").code()).isNotZero();
    assertThat(drover("job", "run", "-frob", "x").code()).isNotZero();
  }

  private static Result drover(String... arguments) {
    return Launcher.run(agent.http(), arguments);
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(agent.folder().resolve(name), text);
  }

  private static String batch(String id, String script) {
    return """
    job "%s" {
      type = "batch"

      group "group" {
        task "task" {
          driver = "raw_exec"

          config {
            command = "/bin/sh"
            args    = ["-c", "%s"]
          }

          resources {
            cpu    = 20
            memory = 16
          }
        }
      }
    }
    """
        .formatted(id, script);
  }
}
