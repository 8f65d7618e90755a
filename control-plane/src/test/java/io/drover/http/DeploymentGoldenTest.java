package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskState;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationsReported;
import io.drover.event.DeploymentChange;
import io.drover.event.DeploymentStatusChanged;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.JobStabilityChanged;
import io.drover.event.PlanApplied;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the original said of deployments, request by request. Nothing is scheduled here: the plans
 * and reports of the recorded run are written as events, with the ids that they had there.
 */
@QuarkusTest
class DeploymentGoldenTest {

  private static final long TIME = 1_795_329_039_518_699_404L;

  /** Members of events for which newer ones stand; they are zero always and left out here. */
  private static final Set<String> SUPERSEDED =
      Set.of(
          "SetupError",
          "KillError",
          "DownloadError",
          "DriverMessage",
          "DriverError",
          "DiskLimit",
          "TaskSignal",
          "FailedSibling",
          "TaskSignalReason",
          "KillTimeout",
          "ValidationError",
          "GenericSource",
          "VaultError");

  private static final NodeId NODE = new NodeId("41b26f66-34dc-0a97-7f23-8f3690d12bab");

  private final HttpClient client = HttpClient.newHttpClient();

  @Inject Backend backend;

  @TestHTTPResource("/")
  URI server;

  @BeforeEach
  void freshState() {
    backend.reset();
  }

  private static GoldenCase golden(String name) {
    return GoldenCase.read("deployments/" + name);
  }

  private static JsonNode body(String name) {
    return golden(name).response().get("body");
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    String base = server.toString();
    URI target = URI.create(base.substring(0, base.length() - 1) + path);
    return client.send(
        HttpRequest.newBuilder(target).method(method, publisher).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void ran(String... names) throws Exception {
    for (String name : names) {
      ran(golden(name));
    }
  }

  private void ran(GoldenCase golden) throws Exception {
    HttpResponse<String> answer = send(golden.method(), golden.path(), golden.body());
    assertThat(answer.statusCode())
        .as(golden.name() + ": " + answer.body())
        .isEqualTo(golden.status());
    compare(golden, answer);
  }

  private static void compare(GoldenCase golden, HttpResponse<String> answer) throws IOException {
    JsonNode recorded = golden.response().get("body");
    JsonNode headers = golden.response().get("headers");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains(headers.get("Content-Type").asText());
    assertThat(answer.headers().firstValue("X-Nomad-Index").isPresent())
        .as(golden.name())
        .isEqualTo(headers.has("X-Nomad-Index"));
    assertThat(answer.headers().firstValue("X-Nomad-NextToken").isPresent())
        .as(golden.name())
        .isEqualTo(headers.has("X-Nomad-Nexttoken"));
    if (!recorded.isContainerNode()) {
      assertThat(answer.body()).as(golden.name()).isEqualTo(recorded.asText());
      return;
    }
    JsonNode ours = GoldenCase.JSON.readTree(answer.body());
    assertThat(settled(golden.stripped(byId(ours))))
        .as(golden.name())
        .isEqualTo(settled(golden.stripped(byId(recorded))));
    if (recorded.has("EvalID")) {
      assertThat(ours.get("EvalID").asText().isEmpty())
          .as(golden.name())
          .isEqualTo(recorded.get("EvalID").asText().isEmpty());
    }
  }

  /** Evaluations that are open come last there; here all are in the order of their ids. */
  private static JsonNode byId(JsonNode body) {
    if (!body.path(0).has("TriggeredBy")) {
      return body;
    }
    List<JsonNode> rows = new ArrayList<>();
    body.forEach(rows::add);
    rows.sort(Comparator.comparing(row -> row.get("ID").asText()));
    return GoldenCase.JSON.createArrayNode().addAll(rows);
  }

  /** A job's own status follows from what is scheduled, which here is not all that was there. */
  private static JsonNode settled(JsonNode body) throws IOException {
    JsonNode copy =
        GoldenCase.JSON.readTree(body.toString().replaceAll("(:\\d+)\\.0(?=[,}\\]])", "$1"));
    List<JsonNode> jobs = new ArrayList<>(List.of(copy));
    copy.path("Versions").forEach(jobs::add);
    for (JsonNode job : jobs) {
      if (job instanceof ObjectNode object && object.has("TaskGroups") && object.has("Stable")) {
        object.remove("Status");
      }
    }
    for (JsonNode event : copy.findValues("Events")) {
      event.forEach(e -> ((ObjectNode) e).remove(SUPERSEDED));
    }
    return copy;
  }

  private JobVersion register(JsonNode job) throws Exception {
    HttpResponse<String> done = send("PUT", "/v1/jobs", "{\"Job\":" + job + "}");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    return backend.store().current().job(new JobKey("default", job.get("ID").asText()));
  }

  /** A job of the same shape as the one recorded. */
  private JobVersion register(String id) throws Exception {
    ObjectNode job = body("045-auto-revert-job").deepCopy();
    job.put("ID", id).put("Name", id);
    return register(job);
  }

  private static Deployment deployment(JsonNode recorded) throws IOException {
    return Json.MAPPER.treeToValue(recorded, Deployment.class);
  }

  private void begin(Deployment deployment) {
    backend.write(new PlanApplied(List.of(), List.of(), TIME, deployment, List.of()));
  }

  /** As it was when it began: nothing placed, nobody healthy. */
  private static Deployment fresh(Deployment deployment, String description) {
    Map<String, DeploymentState> groups = new TreeMap<>(deployment.taskGroups());
    groups.replaceAll(
        (name, group) ->
            group
                .withPlacedAllocs(0)
                .withHealthyAllocs(0)
                .withUnhealthyAllocs(0)
                .withPlacedCanaries(List.of())
                .withRequireProgressBy(null));
    return deployment
        .withTaskGroups(groups)
        .withStatus(DeploymentStatus.RUNNING)
        .withStatusDescription(description);
  }

  private static AllocationBuilder allocation(Deployment deployment, JobVersion job, String id) {
    return AllocationBuilder.builder()
        .id(new AllocId(id))
        .namespace("default")
        .evalId(new EvalId("488b0662-5050-aefe-e8ef-b94ca1eadbaf"))
        .name(deployment.jobId() + ".g[0]")
        .nodeId(NODE)
        .nodeName("golden-c2")
        .jobId(deployment.jobId())
        .jobRef(
            new JobRef(
                job.digest(),
                deployment.jobVersion(),
                job.createIndex(),
                job.jobModifyIndex(),
                JobType.SERVICE))
        .taskGroup("g")
        .allocatedResources(
            new AllocatedResources(
                Map.of(), Map.of(), new AllocatedSharedResources(List.of(), 0, List.of())))
        .desiredStatus(DesiredStatus.RUN)
        .clientStatus(ClientStatus.PENDING)
        .deploymentId(deployment.id());
  }

  private void canariesAreHealthy() throws Exception {
    JobVersion job = register("roll");
    Deployment deployment =
        fresh(deployment(body("007-read")), "Deployment is running but requires manual promotion")
            .withJobCreateIndex(job.createIndex());
    begin(deployment);
    for (JsonNode row : body("008-allocations")) {
      Allocation canary =
          allocation(deployment, job, row.get("ID").asText())
              .name(row.get("Name").asText())
              .deploymentStatus(new AllocDeploymentStatus(null, null, true, 0))
              .build();
      backend.write(new PlanApplied(List.of(canary), List.of(), TIME));
      Map<String, TaskState> tasks =
          Map.of("t", Json.MAPPER.treeToValue(row.at("/TaskStates/t"), TaskState.class));
      AllocDeploymentStatus health =
          Json.MAPPER.treeToValue(row.get("DeploymentStatus"), AllocDeploymentStatus.class);
      AllocationReport report =
          new AllocationReport(
              canary.id(),
              ClientStatus.RUNNING,
              row.get("ClientDescription").asText(),
              tasks,
              health.withCanary(false));
      backend.write(new AllocationsReported(NODE, List.of(report), TIME));
    }
  }

  private void end(String deployment) {
    backend.write(
        new DeploymentStatusChanged(
            new DeploymentChange(
                deployment, DeploymentStatus.SUCCESSFUL, "Deployment completed successfully"),
            TIME));
  }

  @Test
  void aDeploymentIsPausedPromotedAndEnds() throws Exception {
    canariesAreHealthy();
    ran("007-read", "008-allocations", "009-pause", "010-paused-read", "011-resume");
    ran("012-unblock-running", "013-promote-no-id", "014-promote-mismatch");
    ran("015-promote-nothing", "016-promote-unknown-group", "017-promote");
    end(body("007-read").get("ID").asText());
    ran("019-promote-terminal", "020-pause-terminal", "021-resume-terminal");
    ran("022-fail-terminal", "023-unblock-terminal", "024-health-terminal");
    ran("025-unknown-fail", "026-unknown-pause", "027-unknown-promote", "028-unknown-unblock");
    ran("029-unknown-health", "030-unknown-read", "031-unknown-allocations", "032-bad-id");
    ran("033-no-id", "034-health-none", "035-pause-empty-body");
  }

  @Test
  void deploymentsAreListed() throws Exception {
    JobVersion roll = register("roll");
    for (JsonNode recorded : body("036-list")) {
      Deployment deployment = deployment(recorded);
      begin(
          deployment.jobId().equals("roll")
              ? deployment.withJobCreateIndex(roll.createIndex())
              : deployment);
    }
    ran("036-list", "037-list-page", "038-list-reverse", "039-list-prefix", "040-list-filter");
    ran("041-job-deployment", "042-job-deployments-all", "057-count-zero", "058-max-parallel-0");
  }

  @Test
  void theNextPageOfDeploymentsBeginsWhereTheTokenSays() throws Exception {
    JsonNode all = body("036-list");
    for (JsonNode recorded : all) {
      begin(deployment(recorded));
    }
    List<String> read = new ArrayList<>();
    String token = "";
    do {
      HttpResponse<String> page =
          send("GET", "/v1/deployments?per_page=4&reverse=true&next_token=" + token, "");
      GoldenCase.JSON.readTree(page.body()).forEach(row -> read.add(row.get("ID").asText()));
      token = page.headers().firstValue("X-Nomad-NextToken").orElse("");
    } while (!token.isEmpty());
    List<String> ids = new ArrayList<>();
    all.forEach(row -> ids.addFirst(row.get("ID").asText()));
    assertThat(read).isEqualTo(ids);
  }

  @Test
  void deploymentsOfAnotherNamespaceAreNotListed() throws Exception {
    Deployment deployment = deployment(body("007-read"));
    begin(deployment.withNamespace("apps"));
    assertThat(send("GET", "/v1/deployments", "").body()).isEqualTo("[]");
    assertThat(send("GET", "/v1/deployments?namespace=apps", "").body()).contains("17026294");
    assertThat(send("GET", "/v1/deployments?namespace=*", "").body()).contains("17026294");
    assertThat(send("GET", "/v1/deployments?prefix=17", "").body()).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"003-rolling-deployments", "056-cancelled-by-stop"})
  void theDeploymentsOfAJobAreRead(String name) throws Exception {
    for (JsonNode recorded : body(name)) {
      begin(deployment(recorded));
    }
    ran(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"004-rolling-evals", "060-progress-deadline-reached-evals"})
  void theEvaluationsOfADeploymentAreRead(String name) throws Exception {
    List<Evaluation> evaluations = new ArrayList<>();
    for (JsonNode recorded : body(name)) {
      evaluations.add(Json.MAPPER.treeToValue(recorded, Evaluation.class));
    }
    backend.write(new EvaluationsUpdated(evaluations));
    ran(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"005-rolling-versions", "046-auto-revert-versions"})
  void versionsAreStableOnceTheyWereDeployed(String name) throws Exception {
    JsonNode newestFirst = body(name).get("Versions");
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      JsonNode recorded = newestFirst.get(i);
      JobVersion version = register(recorded);
      assertThat(version.version()).isEqualTo(recorded.get("Version").asLong());
      assertThat(version.stable()).isFalse();
      if (recorded.get("Stable").asBoolean()) {
        backend.write(new JobStabilityChanged(version.key(), version.version(), true));
      }
    }
    ran(name);
    if (name.startsWith("046")) {
      ran("045-auto-revert-job");
    }
  }

  @Test
  void aUserFailsADeployment() throws Exception {
    register("roll");
    Deployment recorded = deployment(body("049-failed-by-user-read"));
    begin(
        recorded
            .withStatus(DeploymentStatus.RUNNING)
            .withStatusDescription("Deployment is running"));
    ran("048-fail-by-user", "049-failed-by-user-read", "050-fail-again");
  }

  @Test
  void aUserSaysHowAllocationsDo() throws Exception {
    JobVersion job = register("man");
    Deployment deployment = fresh(deployment(body("055-manual-after")), "Deployment is running");
    begin(deployment);
    for (String id :
        List.of("4fa31501-7913-b911-f5c5-6b21c3ee11f1", "5d8038a2-d0cb-9ec9-10d2-68a6c4bb57ac")) {
      Allocation placed = allocation(deployment, job, id).build();
      backend.write(new PlanApplied(List.of(placed), List.of(), TIME));
    }
    ran("052-manual-healthy", "053-manual-unknown-alloc", "054-manual-unhealthy");
    ran("055-manual-after");
  }

  @Test
  void aJobIsNotScaledWhileItIsDeployed() throws Exception {
    JobVersion job = register("scale-dep");
    Deployment deployment = deployment(body("007-read"));
    begin(deployment.withJobId("scale-dep").withJobCreateIndex(job.createIndex()));
    GoldenCase golden = GoldenCase.read("scheduled/108-scale-active-deployment");
    HttpResponse<String> answer = send("PUT", golden.path(), golden.body());
    assertThat(answer.statusCode()).isEqualTo(golden.status());
    assertThat(answer.body()).isEqualTo(golden.response().get("body").asText());
    end(deployment.id());
    assertThat(send("PUT", golden.path(), golden.body()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/deployment/fail/17026294-f847-0b22-e59a-5324f6de30c6",
        "PUT /v1/deployment/17026294-f847-0b22-e59a-5324f6de30c6",
        "PUT /v1/deployment/allocations/17026294-f847-0b22-e59a-5324f6de30c6",
        "DELETE /v1/deployment/17026294-f847-0b22-e59a-5324f6de30c6",
        "PUT /v1/deployments"
      })
  void anotherMethodIsRefused(String request) throws Exception {
    String[] parts = request.split(" ");
    HttpResponse<String> answer = send(parts[0], parts[1], "");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).isEqualTo("Invalid method");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/deployments?prefix=abc 500 index error: Input (without hyphens) must be even length",
        "/v1/deployment/allocations/xyz 500 index error: UUID must be 36 characters",
        "/v1/deployments?filter=Nope+==+1 400 failed to read result page:"
      })
  void badIdsAndFiltersAreRefused(String wrong) throws Exception {
    String[] parts = wrong.split(" ", 3);
    HttpResponse<String> answer = send("GET", parts[0], "");
    if (answer.statusCode() == 200) {
      // A filter is only tried on rows.
      begin(deployment(body("007-read")));
      answer = send("GET", parts[0], "");
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(parts[1]));
    assertThat(answer.body()).startsWith(parts[2]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/deployments",
        "/v1/deployments?prefix=1702",
        "/v1/deployment/17026294-f847-0b22-e59a-5324f6de30c6",
        "/v1/deployment/allocations/17026294-f847-0b22-e59a-5324f6de30c6",
        "/v1/job/roll/deployments",
        "/v1/job/roll/deployment"
      })
  void aReadWaitsForAChange(String path) throws Exception {
    canariesAreHealthy();
    HttpResponse<String> before = send("GET", path, "");
    String index = before.headers().firstValue("X-Nomad-Index").orElseThrow();
    String base = server.toString();
    String query = (path.contains("?") ? "&" : "?") + "wait=60s&index=" + index;
    URI target = URI.create(base.substring(0, base.length() - 1) + path + query);
    CompletableFuture<HttpResponse<String>> after =
        client.sendAsync(
            HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString());
    ran("017-promote");
    HttpResponse<String> answer = after.get(30, TimeUnit.SECONDS);
    assertThat(Long.parseLong(answer.headers().firstValue("X-Nomad-Index").orElseThrow()))
        .isGreaterThan(Long.parseLong(index));
    assertThat(answer.body()).isNotEqualTo(before.body());
  }

  /** What schedulers leave behind, as it is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "040-dispatch-child-evaluations",
        "087-scale-up-eval",
        "120-periodic-force-eval",
        "129-evaluate-eval",
        "150-deregister-eval",
        "159-deregister-purge-eval"
      })
  void evaluationsThatAreDoneAreRead(String name) throws Exception {
    GoldenCase golden = GoldenCase.read("scheduled/" + name);
    JsonNode recorded = golden.response().get("body");
    List<Evaluation> evaluations = new ArrayList<>();
    for (JsonNode one : recorded.isArray() ? recorded : List.of(recorded)) {
      evaluations.add(Json.MAPPER.treeToValue(one, Evaluation.class));
    }
    backend.write(new EvaluationsUpdated(evaluations));
    ran(golden);
  }

  @ParameterizedTest
  @CsvSource({
    "001-register-minimal-service, 052-sub-scale-min-service, g, RUNNING, false",
    "021-register-full-service, 060-sub-scale-full-service, second, RUNNING, true",
    "003-register-minimal-batch, 068-sub-scale-min-batch, g, COMPLETE, false",
    "005-register-minimal-system, 076-sub-scale-min-system, g, RUNNING, false"
  })
  void theScaleOfAJobCountsItsAllocations(
      String register, String name, String group, ClientStatus status, boolean healthy)
      throws Exception {
    JobVersion job =
        register(GoldenCase.JSON.readTree(GoldenCase.read("jobs/" + register).body()).get("Job"));
    Deployment deployment = deployment(body("007-read")).withJobId(job.id());
    for (boolean canary : new boolean[] {false, true}) { // A canary is beside the count.
      Allocation placed =
          allocation(deployment, job, UUID.randomUUID().toString())
              .taskGroup(group)
              .clientStatus(status)
              .deploymentStatus(new AllocDeploymentStatus(healthy ? true : null, null, canary, 1))
              .build();
      backend.write(new PlanApplied(List.of(placed), List.of(), TIME));
    }
    ran(GoldenCase.read("scheduled/" + name));
  }
}
