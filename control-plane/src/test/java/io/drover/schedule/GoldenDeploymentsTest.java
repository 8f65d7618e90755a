package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Courses of deployments that Nomad 1.6.1 took, step by step: what nodes and the watcher of
 * deployments did there is done by hand here, what the scheduler makes of it must be the same.
 */
class GoldenDeploymentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode frame(String name, double time) throws IOException {
    String path = "/golden/deployments/" + name + ".json";
    try (InputStream in = GoldenDeploymentsTest.class.getResourceAsStream(path)) {
      for (JsonNode frame : JSON.readTree(in).at("/response/body")) {
        if (frame.get("t").asDouble() == time) {
          return frame.get("state");
        }
      }
    }
    throw new IllegalArgumentException(name + " has no frame at " + time);
  }

  private static List<String> deployments(JsonNode recorded) {
    List<String> all = new ArrayList<>();
    for (JsonNode deployment : recorded.get("deployments")) {
      JsonNode group = deployment.at("/TaskGroups/g");
      all.add(
          "%s %s '%s' promoted=%s canaries=%s/%s total=%s placed=%s healthy=%s unhealthy=%s %s"
              .formatted(
                  deployment.get("JobVersion").asText(),
                  deployment.get("Status").asText(),
                  deployment.get("StatusDescription").asText(),
                  group.get("Promoted").asText(),
                  group.get("PlacedCanaries").size(),
                  group.get("DesiredCanaries").asText(),
                  group.get("DesiredTotal").asText(),
                  group.get("PlacedAllocs").asText(),
                  group.get("HealthyAllocs").asText(),
                  group.get("UnhealthyAllocs").asText(),
                  group.get("AutoPromote").asText() + group.get("AutoRevert").asText()));
    }
    Collections.sort(all);
    return all;
  }

  private static List<String> deployments(Course course) {
    List<String> all = new ArrayList<>();
    for (Deployment deployment : course.cluster.snapshot().deploymentsOf(course.job().key())) {
      DeploymentState group = deployment.taskGroups().get("g");
      all.add(
          "%s %s '%s' promoted=%s canaries=%s/%s total=%s placed=%s healthy=%s unhealthy=%s %s"
              .formatted(
                  deployment.jobVersion(),
                  deployment.status().word(),
                  deployment.statusDescription(),
                  group.promoted(),
                  group.placedCanaries().size(),
                  group.desiredCanaries(),
                  group.desiredTotal(),
                  group.placedAllocs(),
                  group.healthyAllocs(),
                  group.unhealthyAllocs(),
                  "" + group.autoPromote() + group.autoRevert()));
    }
    Collections.sort(all);
    return all;
  }

  private static List<String> allocations(JsonNode recorded) {
    List<String> all = new ArrayList<>();
    for (JsonNode allocation : recorded.get("allocs")) {
      JsonNode health = allocation.path("health");
      String name = allocation.get("name").asText();
      all.add(
          "%s@%s %s %s %s"
              .formatted(
                  name.substring(name.indexOf('[')),
                  allocation.get("version").asText(),
                  allocation.get("desired").asText(),
                  health.path("Healthy").asText("null"),
                  health.path("Canary").asBoolean()));
    }
    all.sort(Comparator.naturalOrder());
    return all;
  }

  private static List<String> allocations(Course course) {
    List<String> all = new ArrayList<>();
    for (Allocation allocation : course.cluster.all(course.job())) {
      AllocDeploymentStatus status = allocation.deploymentStatus();
      all.add(
          "[%s]@%s %s %s %s"
              .formatted(
                  allocation.index(),
                  allocation.jobRef().version(),
                  allocation.desiredStatus().name().toLowerCase(java.util.Locale.ROOT),
                  status == null ? null : status.healthy(),
                  status != null && status.canary()));
    }
    all.sort(Comparator.naturalOrder());
    return all;
  }

  private static void is(Course course, String name, double time) throws IOException {
    JsonNode recorded = frame(name, time);
    assertThat(deployments(course)).as(name + " " + time).isEqualTo(deployments(recorded));
    assertThat(allocations(course)).as(name + " " + time).isEqualTo(allocations(recorded));
  }

  private static final String PROMOTE = "promote; deployment running Deployment is running;";

  @Test
  void oneJobThroughEightVersions() throws IOException {
    Course roll = new Course("count=3 parallel=1 deadline=20s", 10);
    is(roll.steps("run"), "001-rolling-first", 0.0);
    is(roll.steps("start; healthy"), "001-rolling-first", 1.2);
    is(roll.steps("eval"), "001-rolling-first", 2.4);

    is(roll.steps("edit env=1"), "002-rolling-update", 0.0);
    is(roll.steps("start; healthy 0"), "002-rolling-update", 1.2);
    is(roll.steps("eval"), "002-rolling-update", 2.4);
    is(roll.steps("start; healthy 1"), "002-rolling-update", 3.6);
    is(roll.steps("eval"), "002-rolling-update", 4.8);
    is(roll.steps("start; healthy 2"), "002-rolling-update", 6.0);
    is(roll.steps("eval"), "002-rolling-update", 7.6);

    is(roll.steps("edit env=2 canary=2"), "006-canary-unpromoted", 0.0);
    is(roll.steps("start; healthy 1@2"), "006-canary-unpromoted", 1.6);
    is(roll.steps("healthy 0@2"), "006-canary-unpromoted", 2.0);
    is(roll.steps(PROMOTE), "018-canary-promoted", 0.0);
    is(roll.steps("eval"), "018-canary-promoted", 0.4);
    is(roll.steps("ended; start; healthy 2"), "018-canary-promoted", 2.4);
    is(roll.steps("eval"), "018-canary-promoted", 3.6);

    is(roll.steps("edit env=3 canary=1 autopromote"), "043-canary-auto-promote", 0.0);
    is(roll.steps("start; healthy 0@3;" + PROMOTE + "eval"), "043-canary-auto-promote", 1.6);
    is(roll.steps("start; healthy 1"), "043-canary-auto-promote", 2.8);
    is(roll.steps("eval"), "043-canary-auto-promote", 4.0);
    is(roll.steps("ended; start; healthy 2"), "043-canary-auto-promote", 5.2);
    is(roll.steps("eval"), "043-canary-auto-promote", 6.5);

    is(roll.steps("edit env=4 canary=0 byhand autorevert"), "044-auto-revert", 0.0);
    roll.steps(
        "ended; start; fail 0; unhealthy 0;"
            + "deployment failed Failed due to unhealthy allocations - rolling back to job version 3");
    is(roll.steps("edit env=3 canary=1 byhand autopromote"), "044-auto-revert", 0.4);
    is(roll.steps("start; healthy 1"), "044-auto-revert", 2.0);
    is(roll.steps("healthy 2; healthy 0@5;" + PROMOTE + "eval; eval"), "044-auto-revert", 2.8);

    roll.steps("ended; start; edit env=6 canary=0 byhand; edit env=7");
    // Two have the same name by now, and which of them goes first is random there.
    assertThat(deployments(roll).subList(6, 8))
        .isEqualTo(deployments(frame("047-superseded", 0.0)).subList(6, 8));
    roll.steps("ended; start; healthy 0@7; eval");
    assertThat(deployments(roll).subList(6, 8))
        .isEqualTo(deployments(frame("047-superseded", 2.4)).subList(6, 8));
  }

  @Test
  void failuresAreTriedAgainUntilTheDeadline() throws IOException {
    String name = "059-progress-deadline-reached";
    Course course =
        new Course("count=1 parallel=1 deadline=12s reschedule=unlimited/0s/5s/constant/0s", 10);
    is(course.steps("run"), name, 0.0);
    is(course.steps("start; fail; unhealthy"), name, 0.4);
    is(course.steps("allow; eval; wait 5s"), name, 5.2);
    is(course.steps("start; fail; unhealthy"), name, 6.0);
    is(course.steps("allow; eval; wait 5s"), name, 10.9);
    is(course.steps("start; fail; unhealthy"), name, 11.3);
    is(course.steps("deployment failed Failed due to progress deadline; eval"), name, 12.1);
  }
}
