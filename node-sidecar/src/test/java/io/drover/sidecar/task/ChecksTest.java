package io.drover.sidecar.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.Service;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.UpdateStrategy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of an allocation's services: their results, its health, and restarts. */
final class ChecksTest {

  private static final String DEPLOYMENT = "5b1c0a52-0000-0000-0000-000000000000";

  @TempDir Path directory;
  private TestNode node;
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(directory);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop(0);
    node.close();
  }

  private String services(String more) {
    return "\"Services\":[{\"Name\":\"s\",\"TaskName\":\"t\",\"PortLabel\":\""
        + server.getAddress().getPort()
        + "\",\"AddressMode\":\"auto\",\"Provider\":\"nomad\",\"Checks\":[{\"Name\":\"c1\","
        + "\"Type\":\"http\",\"Path\":\"/\",\"TaskName\":\"t\",\"Interval\":200000000,"
        + "\"Timeout\":20000000000"
        + more
        + "}]}]";
  }

  /** A deployment's, with the deadline that is given. */
  private JobSpec job(Duration deadline, String task) {
    return changed(
        TestNode.job("service", task), group -> group.withUpdate(update("checks", deadline)));
  }

  private static UpdateStrategy update(String by, Duration deadline) {
    return new UpdateStrategy(
        Duration.ZERO, 1, by, Duration.ofMillis(300), deadline, deadline, false, false, 0);
  }

  private static JobSpec changed(JobSpec job, UnaryOperator<TaskGroup> change) {
    return job.withTaskGroups(List.of(change.apply(job.taskGroups().getFirst())));
  }

  private AllocId deploy(JobSpec job) throws Exception {
    return node.run(job, alloc -> alloc.withDeploymentId(DEPLOYMENT));
  }

  private JsonNode only(AllocId id) throws Exception {
    JsonNode all = node.allocations.checks(id.value()).orElseThrow();
    assertThat(all).hasSize(1);
    return all.elements().next();
  }

  private static void within(org.awaitility.core.ThrowingRunnable shown) {
    await().atMost(TestNode.PATIENCE).untilAsserted(shown);
  }

  @Test
  void anAllocationIsNotHealthyBeforeItsChecksPass() throws Exception {
    status = 503;
    AllocId id =
        deploy(
            job(Duration.ofMinutes(5), TestNode.mock("t", "{\"run_for\":\"1h\"}", services(""))));
    within(() -> assertThat(only(id).get("Status").asText()).isEqualTo("failure"));
    assertThat(only(id).get("StatusCode").asInt()).isEqualTo(503);
    assertThat(only(id).get("Mode").asText()).isEqualTo("healthiness");
    assertThat(only(id).get("Group").asText()).isEqualTo("j.g[0]");
    assertThat(node.healthy(id)).isNull();
    status = 200;
    within(() -> assertThat(node.healthy(id)).isTrue());
    assertThat(only(id).get("Output").asText()).isEqualTo("nomad: http ok");
  }

  @Test
  void checksThatNeverPassMakeItUnhealthyAndItsTaskIsTold() throws Exception {
    status = 503;
    AllocId id =
        deploy(
            job(Duration.ofSeconds(2), TestNode.mock("t", "{\"run_for\":\"1h\"}", services(""))));
    within(() -> assertThat(node.healthy(id)).isFalse());
    within(
        () ->
            assertThat(node.events(id, "t"))
                .contains("Alloc Unhealthy: Service checks not registered"));
  }

  @Test
  void aCheckThatOnlyTellsReadinessHoldsBackNothing() throws Exception {
    status = 503;
    AllocId id =
        deploy(
            job(
                Duration.ofMinutes(5),
                TestNode.mock("t", "{\"run_for\":\"1h\"}", services(",\"OnUpdate\":\"ignore\""))));
    within(() -> assertThat(node.healthy(id)).isTrue());
    within(() -> assertThat(only(id).get("Status").asText()).isEqualTo("failure"));
    assertThat(only(id).get("Mode").asText()).isEqualTo("readiness");
  }

  @Test
  void aCheckThatKeepsFailingRestartsItsTaskWithinItsPolicy() throws Exception {
    status = 503;
    String task =
        TestNode.mock(
                "t",
                "{\"run_for\":\"1h\",\"kill_after\":\"10ms\"}",
                services(
                    ",\"CheckRestart\":{\"Limit\":2,\"Grace\":100000000,\"IgnoreWarnings\":false}"))
            .replace("\"Attempts\":0", "\"Attempts\":1");
    AllocId id = node.run(TestNode.job("service", task));
    node.awaitStatus(id, ClientStatus.FAILED);
    assertThat(node.events(id, "t"))
        .containsSubsequence(
            "Restart Signaled: healthcheck: check \"c1\" unhealthy",
            "Started: Task started by client",
            "Restart Signaled: healthcheck: check \"c1\" unhealthy")
        .anyMatch(event -> event.startsWith("Restarting: Task restarting in "))
        .last()
        .isEqualTo(
            "Not Restarting: Exceeded allowed attempts 1 in interval 1m0s and mode is \"fail\"");
    assertThat(node.allocations.checks(id.value())).isEmpty();
  }

  @Test
  void aStoppedAllocationHasNoResultsAndIsNeitherHealthyNorNot() throws Exception {
    status = 503;
    AllocId id =
        deploy(
            job(Duration.ofSeconds(30), TestNode.mock("t", "{\"run_for\":\"1h\"}", services(""))));
    within(() -> assertThat(only(id).get("Status").asText()).isEqualTo("failure"));
    node.stop(id);
    node.awaitStatus(id, ClientStatus.COMPLETE);
    assertThat(node.allocations.checks(id.value())).isEmpty();
    assertThat(node.healthy(id)).isNull();
    assertThat(node.events(id, "t")).noneMatch(event -> event.startsWith("Alloc Unhealthy"));
  }

  @Test
  void aMovedAllocationIsJudgedByTheMigrateBlock() throws Exception {
    JobSpec job =
        changed(
            TestNode.job("service", TestNode.mock("t", "{\"run_for\":\"1h\"}", "")),
            group ->
                group.withMigrate(
                    new MigrateStrategy(
                        1, "checks", Duration.ofMillis(50), Duration.ofMinutes(5))));
    AllocId id = node.run(job);
    within(() -> assertThat(node.healthy(id)).isTrue());
  }

  @Test
  void anotherDeploymentJudgesAnew() throws Exception {
    String task = TestNode.mock("t", "{\"run_for\":\"1h\"}", services(""));
    AllocId id = deploy(job(Duration.ofMinutes(5), task));
    within(() -> assertThat(node.healthy(id)).isTrue());
    status = 503;
    within(() -> assertThat(only(id).get("Status").asText()).isEqualTo("failure"));
    node.update(id, job(Duration.ofSeconds(1), task));
    assertThat(node.healthy(id)).isTrue();
    node.want(
        node.wanted(id)
            .withDeploymentId("5b1c0a52-1111-0000-0000-000000000000")
            .withDeploymentStatus(null));
    within(() -> assertThat(node.healthy(id)).isFalse());
  }

  @Test
  void changedChecksTakeTheOldOnesPlace() throws Exception {
    JobSpec first =
        changed(
            TestNode.job("service", TestNode.mock("t", "{\"run_for\":\"1h\"}", "")),
            group -> group.withServices(List.of(service("one"))));
    AllocId id = node.run(first);
    within(() -> assertThat(only(id).get("Status").asText()).isEqualTo("success"));
    assertThat(only(id).get("Check").asText()).isEqualTo("one");
    node.update(id, changed(first, group -> group.withServices(List.of(service("two")))));
    within(() -> assertThat(only(id).get("Check").asText()).isEqualTo("two"));
  }

  private Service service(String check) {
    return TestNode.read(
        "{\"Name\":\"s\",\"PortLabel\":\""
            + server.getAddress().getPort()
            + "\",\"Provider\":\"nomad\",\"Checks\":[{\"Name\":\""
            + check
            + "\",\"Type\":\"tcp\",\"Interval\":100000000,\"Timeout\":20000000000}]}",
        Service.class);
  }
}
