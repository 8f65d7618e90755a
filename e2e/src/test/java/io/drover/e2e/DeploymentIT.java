package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Launcher.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A service on its way from one version to the next, with real tasks. */
final class DeploymentIT {

  private static final int COUNT = 3;

  /** Several allocations become healthy one after the other on a machine that is busy. */
  private static final Duration PATIENCE = Agent.PATIENCE.multipliedBy(3);

  private static Agent agent;

  @BeforeAll
  static void start() {
    agent = Agent.both("deployment").startReady();
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  private static Result drover(String... arguments) {
    return Launcher.run(agent.http(), arguments);
  }

  /** A service of three, one at a time, healthy after half a second; the script makes versions. */
  private static ObjectNode service(String id, String script) {
    ObjectNode job = Jobs.shell(id, "service", script);
    ObjectNode group = (ObjectNode) job.at("/TaskGroups/0");
    group.put("Count", COUNT);
    update(job)
        .put("MaxParallel", 1)
        .put("HealthCheck", "task_states")
        .put("MinHealthyTime", Duration.ofMillis(500).toNanos())
        .put("HealthyDeadline", Duration.ofSeconds(60).toNanos())
        .put("ProgressDeadline", Duration.ofSeconds(120).toNanos());
    return job;
  }

  private static ObjectNode update(ObjectNode job) {
    return job.withObject("/TaskGroups/0/Update");
  }

  private static String version(int number) {
    return "echo version " + number + "; exec sleep 86400";
  }

  private static JsonNode latest(String job) throws IOException {
    return agent.http().get("/v1/job/" + job + "/deployment").ok().json();
  }

  private static JsonNode awaitLatest(String job, Predicate<JsonNode> wanted) {
    return await("deployment of " + job)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> latest(job), wanted);
  }

  private static Predicate<JsonNode> ended(int version) {
    return d ->
        d.path("JobVersion").asInt(-1) == version
            && List.of("successful", "failed", "cancelled").contains(d.path("Status").asText());
  }

  private static void deployed(ObjectNode job, int version) throws IOException {
    Jobs.register(agent.http(), job);
    JsonNode ended = awaitLatest(job.path("ID").asText(), ended(version));
    assertThat(ended.path("Status").asText()).as(ended.toPrettyString()).isEqualTo("successful");
  }

  private static List<JsonNode> running(String job) throws IOException {
    return Jobs.allocations(agent.http(), job).stream()
        .filter(a -> a.path("DesiredStatus").asText().equals("run"))
        .filter(a -> a.path("ClientStatus").asText().equals("running"))
        .toList();
  }

  private static void awaitRunning(String job, int version) {
    await(COUNT + " allocations of version " + version)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(running(job))
                    .hasSize(COUNT)
                    .allMatch(a -> a.path("JobVersion").asInt() == version));
  }

  private static boolean stable(String job, int version) throws IOException {
    JsonNode versions =
        agent.http().get("/v1/job/" + job + "/versions").ok().json().path("Versions");
    return StreamSupport.stream(versions.spliterator(), false)
        .filter(v -> v.path("Version").asInt() == version)
        .findFirst()
        .orElseThrow()
        .path("Stable")
        .asBoolean();
  }

  private static void end(String job) {
    assertThat(drover("job", "stop", "-purge", job).code()).isZero();
  }

  @Test
  void aNewVersionIsRolledOutOneByOne() throws IOException {
    deployed(service("rolling", version(0)), 0);
    Jobs.register(agent.http(), service("rolling", version(1)));
    JsonNode last =
        awaitLatest(
            "rolling",
            d -> {
              JsonNode group = d.at("/TaskGroups/group");
              if (d.path("JobVersion").asInt() == 1) {
                int waiting =
                    group.path("PlacedAllocs").asInt() - group.path("HealthyAllocs").asInt();
                assertThat(waiting).isLessThanOrEqualTo(1);
              }
              return ended(1).test(d);
            });
    assertThat(last.path("StatusDescription").asText())
        .isEqualTo("Deployment completed successfully");
    assertThat(last.at("/TaskGroups/group/HealthyAllocs").asInt()).isEqualTo(COUNT);
    awaitRunning("rolling", 1);
    assertThat(stable("rolling", 1)).isTrue();
    end("rolling");
  }

  @Test
  void aCanaryIsPromotedByAUser() throws IOException {
    deployed(service("canary", version(0)), 0);
    ObjectNode next = service("canary", version(1));
    update(next).put("Canary", 1);
    Jobs.register(agent.http(), next);
    JsonNode waiting =
        awaitLatest(
            "canary",
            d ->
                d.path("JobVersion").asInt() == 1
                    && d.at("/TaskGroups/group/HealthyAllocs").asInt() == 1);
    assertThat(waiting.path("StatusDescription").asText())
        .isEqualTo("Deployment is running but requires manual promotion");
    assertThat(running("canary")).hasSize(COUNT + 1);
    Result promoted = drover("job", "promote", "canary");
    assertThat(promoted.code()).as(promoted.all()).isZero();
    assertThat(promoted.out()).contains("Deployment completed successfully");
    awaitRunning("canary", 1);
    JsonNode placed = waiting.at("/TaskGroups/group/PlacedCanaries/0");
    JsonNode canary = agent.http().get("/v1/allocation/" + placed.asText()).ok().json();
    assertThat(canary.at("/DeploymentStatus/Canary").asBoolean()).isFalse();
    end("canary");
  }

  @Test
  void canariesThatAreHealthyArePromotedByThemselves() throws IOException {
    deployed(service("promoted", version(0)), 0);
    ObjectNode next = service("promoted", version(1));
    update(next).put("Canary", 2).put("AutoPromote", true);
    deployed(next, 1);
    assertThat(latest("promoted").at("/TaskGroups/group/Promoted").asBoolean()).isTrue();
    awaitRunning("promoted", 1);
    end("promoted");
  }

  @Test
  void aVersionThatFailsGivesWayToTheOneBefore() throws IOException {
    ObjectNode good = service("reverted", version(0));
    update(good).put("AutoRevert", true);
    deployed(good, 0);
    ObjectNode bad = service("reverted", "exit 1");
    update(bad).put("AutoRevert", true);
    ObjectNode group = (ObjectNode) bad.at("/TaskGroups/0");
    group.withObject("/RestartPolicy").put("Attempts", 0).put("Mode", "fail");
    group.withObject("/ReschedulePolicy").put("Attempts", 0).put("Unlimited", false);
    Jobs.register(agent.http(), bad);
    JsonNode back = awaitLatest("reverted", ended(2));
    assertThat(back.path("Status").asText()).isEqualTo("successful");
    JsonNode failed =
        StreamSupport.stream(
                agent.http().get("/v1/job/reverted/deployments").ok().json().spliterator(), false)
            .filter(d -> d.path("JobVersion").asInt() == 1)
            .findFirst()
            .orElseThrow();
    assertThat(failed.path("StatusDescription").asText())
        .isEqualTo("Failed due to unhealthy allocations - rolling back to job version 0");
    JsonNode job = agent.http().get("/v1/job/reverted").ok().json();
    assertThat(job.path("Version").asInt()).isEqualTo(2);
    assertThat(job.at("/TaskGroups/0/Tasks/0/Config/args/1").asText()).contains("version 0");
    assertThat(running("reverted")).hasSize(COUNT);
    end("reverted");
  }

  @Test
  void aDeploymentIsPausedResumedAndJudgedByHand() throws IOException {
    ObjectNode job = service("paused", version(0));
    update(job).put("HealthCheck", "manual");
    Jobs.register(agent.http(), job);
    JsonNode begun =
        awaitLatest("paused", d -> d.at("/TaskGroups/group/PlacedAllocs").asInt() == COUNT);
    String id = begun.path("ID").asText();
    assertThat(drover("deployment", "pause", id).code()).isZero();
    assertThat(latest("paused").path("Status").asText()).isEqualTo("paused");
    Result resumed = drover("deployment", "resume", "-detach", id);
    assertThat(resumed.code()).as(resumed.all()).isZero();
    ObjectNode healthy = Http.JSON.createObjectNode().put("DeploymentID", id);
    agent
        .http()
        .get("/v1/deployment/allocations/" + id)
        .ok()
        .json()
        .forEach(a -> healthy.withArray("HealthyAllocationIDs").add(a.path("ID").asText()));
    agent.http().put("/v1/deployment/allocation-health/" + id, healthy).ok();
    assertThat(latest("paused").at("/TaskGroups/group/HealthyAllocs").asInt()).isEqualTo(COUNT);
    JsonNode last = awaitLatest("paused", ended(0));
    assertThat(last.path("Status").asText()).isEqualTo("successful");
    end("paused");
  }
}
