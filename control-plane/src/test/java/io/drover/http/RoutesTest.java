package io.drover.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.Refusal;
import io.drover.command.Unavailable;
import io.drover.command.job.JobDocument;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.documents.DocumentStore;
import io.drover.event.NodeRegistered;
import io.drover.event.PlanApplied;
import io.drover.http.port.NodeRequests;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RoutesTest {

  private static final String NODE_ID = "76c2d7da-a1e3-a7e6-3555-fc808fadb480";

  @Inject Backend backend;
  @Inject DocumentStore documents;

  @TestHTTPResource("/")
  URI server;

  @BeforeEach
  void freshState() {
    backend.reset();
  }

  private static String job(String id, String more) {
    return """
    {"Job":{"ID":"%s",%s"TaskGroups":[{"Name":"g","Tasks":[{"Name":"t","Driver":"raw_exec",
    "Config":{"command":"/bin/true"}}]}]}}"""
        .formatted(id, more);
  }

  private static String register(String id, String more) {
    return given()
        .body(job(id, more))
        .put("/v1/jobs")
        .then()
        .statusCode(200)
        .extract()
        .path("EvalID");
  }

  private static ValidatableResponse get(String path) {
    return given().urlEncodingEnabled(false).get(path).then();
  }

  @Test
  void aRegisteredJobCanBeReadListedAndStopped() {
    String eval = register("a/b", "\"Meta\":{\"k\":\"v\"},");
    get("/v1/job/a%2Fb").statusCode(200).header("X-Nomad-Index", "1").body("ID", is("a/b"));
    get("/v1/job/a/b").statusCode(200).body("Version", is(0)).body("Status", is("pending"));
    get("/v1/jobs?meta=true").body("Meta[0].k", is("v"));
    get("/v1/jobs").body("Meta[0]", nullValue()).body("JobSummary[0].Summary.g.Queued", is(0));
    get("/v1/job/a/b/summary").statusCode(200).body("JobID", is("a/b"));
    get("/v1/job/a/b/versions").statusCode(200).body("Versions", hasSize(1)).body("Index", is(1));
    get("/v1/job/a/b/evaluations").statusCode(200).body("[0].ID", is(eval));
    get("/v1/job/a/b/allocations").statusCode(200).body(equalTo("[]"));
    get("/v1/evaluation/" + eval).statusCode(200).body("Status", is("pending"));
    get("/v1/evaluation/" + eval + "/allocations").statusCode(200).body(equalTo("[]"));
    get("/v1/evaluations").statusCode(200).body("", hasSize(1));
    get("/v1/evaluations?status=complete").statusCode(200).body(equalTo("[]"));
    get("/v1/evaluations/count").statusCode(200).body("Count", is(1));
    given().delete("/v1/job/a/b").then().statusCode(200).body("JobModifyIndex", is(2));
    get("/v1/job/a/b").body("Stop", is(true));
    given().delete("/v1/job/a/b?purge=true").then().statusCode(200);
    get("/v1/job/a/b").statusCode(404).body(equalTo("job not found"));
  }

  @Test
  void listsAreFilteredPagedAndBegunAsAsked() {
    register("web-1", "\"Meta\":{\"k\":\"v\"},");
    register("web-2", "\"Type\":\"batch\",");
    register("api", "");
    get("/v1/jobs?prefix=web").body("ID", equalTo(List.of("web-1", "web-2")));
    get("/v1/jobs?per_page=2").header("X-Nomad-NextToken", "default.web-2");
    get("/v1/jobs?per_page=2&next_token=default.web-2").body("ID", equalTo(List.of("web-2")));
    get("/v1/jobs?filter=Type%20%3D%3D%20batch").body("ID", equalTo(List.of("web-2")));
    get("/v1/jobs?filter=Meta.k%20%3D%3D%20v").body("ID", equalTo(List.of("web-1")));
    get("/v1/jobs?filter=TaskGroups.0.Name%20%3D%3D%20g").body("", hasSize(3));
    get("/v1/jobs?namespace=*").body("", hasSize(3));
    get("/v1/jobs?namespace=other").body(equalTo("[]"));
    get("/v1/jobs?filter=Nope%20%3D%3D%20g").statusCode(400).body(containsString("Nope"));
  }

  /** Results are shared by queries that are equal, and by no others. */
  @Test
  void aValueThatLooksLikeAnotherParameterIsNotTakenForIt() {
    register("web-1", "");
    get("/v1/jobs?namespace=default%3F6:prefix5:web-1").body(equalTo("[]"));
    get("/v1/jobs?namespace=default&prefix=web-1").body("", hasSize(1));
    get("/v1/jobs?prefix=web&filter=ID%20%3D%3D%20x").body(equalTo("[]"));
    get("/v1/jobs?prefix=web").body("", hasSize(1));
  }

  @Test
  void anEqualListAfterAChangeShowsTheChange() {
    register("one", "");
    get("/v1/jobs").body("Priority", equalTo(List.of(50)));
    register("one", "\"Priority\":70,");
    get("/v1/jobs").body("Priority", equalTo(List.of(70)));
    get("/v1/job/one").body("Priority", is(70)).body("Version", is(1));
  }

  @Test
  void nodesAreShownWithoutTheirSecret() throws Exception {
    var golden = GoldenCase.read("nodes/019-read");
    var sent = (ObjectNode) golden.response().get("body");
    Node node = Json.MAPPER.readValue(sent.toString(), Node.class).withSecretId("hidden");
    backend.write(new NodeRegistered(node, 1));
    get("/v1/node/" + NODE_ID).statusCode(200).body(not(containsString("hidden")));
    get("/v1/nodes").body("[0].ID", is(NODE_ID)).body("[0].NodeResources", nullValue());
    get("/v1/nodes?resources=true&os=true").body("[0].Attributes.'os.name'", is("debian"));
    get("/v1/nodes?filter=SecretID%20matches%20%22hid%22").statusCode(200).body(equalTo("[]"));
    get("/v1/nodes?prefix=76c2").body("", hasSize(1));
    get("/v1/nodes?prefix=76c").statusCode(500).body(containsString("must be even length"));
    get("/v1/nodes?prefix=zz").statusCode(500).body(containsString("U+007A 'z'"));
    get("/v1/node/xyz").statusCode(500).body(containsString("UUID must be 36 characters"));
    get("/v1/node/").statusCode(500).body(equalTo("missing node ID"));
    get("/v1/node/" + NODE_ID + "/allocations").statusCode(200).body(equalTo("[]"));
    String own = given().get("/v1/node/" + NODE_ID).asString();
    assertThat(GoldenCase.JSON.readTree(own).properties().stream().map(p -> p.getKey()))
        .containsExactlyInAnyOrderElementsOf(
            sent.properties().stream().map(p -> p.getKey()).toList());
  }

  @Test
  void errorsOfCommandsKeepTheirStatusAndFaultsAreOnlyNumbered() {
    backend.failure.set(new Refusal(409, "not like this"));
    given()
        .body(job("x", ""))
        .put("/v1/jobs")
        .then()
        .statusCode(409)
        .body(equalTo("not like this"));
    backend.failure.set(new Unavailable("No cluster leader"));
    given()
        .body(job("x", ""))
        .put("/v1/jobs")
        .then()
        .statusCode(500)
        .body(equalTo("No cluster leader"));
    backend.failure.set(new IllegalStateException("the secret detail"));
    given()
        .body(job("x", ""))
        .put("/v1/jobs")
        .then()
        .statusCode(500)
        .body(containsString("error id"))
        .body(not(containsString("secret detail")));
  }

  @Test
  void deepAndLargeBodiesAreRefused() {
    String deep = "{\"Job\":{\"Meta\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}}";
    given().body(deep).put("/v1/jobs").then().statusCode(413).body(containsString("nested"));
    given().body("").put("/v1/jobs").then().statusCode(400).body(equalTo("Request body is empty"));
  }

  /** The client has sent next to nothing of what it announced when the answer comes. */
  @Test
  void aBodyThatIsAnnouncedTooLargeIsRefusedUnread() throws Exception {
    assertThat(raw("PUT /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n{"))
        .startsWith("HTTP/1.1 413")
        .endsWith("Request body is larger than 10485760 bytes");
  }

  @Test
  void aBodyThatGrowsTooLargeIsRefusedWhenItDoes() throws Exception {
    String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
    assertThat(
            raw(
                "PUT /v1/jobs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk.repeat(11)))
        .startsWith("HTTP/1.1 413")
        .endsWith("Request body is larger than 10485760 bytes");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private Allocation allocation() throws IOException {
    var golden = (ObjectNode) GoldenCase.read("client/001-alloc").response().get("body");
    JobDocument document =
        JobDocument.of(Json.MAPPER.readValue(golden.get("Job").toString(), JobSpec.class));
    documents.put(document.digest(), document.bytes());
    return Json.MAPPER
        .readValue(golden.deepCopy().without("Job").toString(), Allocation.class)
        .withJobRef(new JobRef(document.digest(), 0, 5, 5, JobType.SERVICE));
  }

  @Test
  void anAllocationIsShownWithItsJobAndWithTheResourcesOfOldClients() throws Exception {
    Allocation allocation = allocation();
    backend.write(new PlanApplied(List.of(allocation), List.of(), 1));
    var expected = GoldenCase.read("client/001-alloc").response().get("body");
    var shown =
        GoldenCase.JSON.readTree(given().get("/v1/allocation/" + allocation.id()).asString());
    for (String member :
        List.of("ID", "Name", "NodeID", "JobID", "Resources", "SharedResources", "TaskResources")) {
      assertThat(shown.get(member)).as(member).isEqualTo(expected.get(member));
    }
    assertThat(shown.get("Job").get("TaskGroups").get(0).get("Name").asText()).isEqualTo("grp");
    assertThat(shown.has("JobRef")).isFalse();
    assertThat(shown.has("SignedIdentities")).isFalse();
    get("/v1/allocations?task_states=false")
        .body("[0].TaskStates", nullValue())
        .body("[0].AllocatedResources", nullValue())
        .body("[0].JobType", is("service"));
    get("/v1/allocations?resources=true&filter=Job.Type%20%3D%3D%20service").body("", hasSize(1));
    get("/v1/allocations?prefix=731d").body("", hasSize(1));
    get("/v1/allocations?prefix=731").statusCode(500);
    get("/v1/node/" + allocation.nodeId() + "/allocations").body("[0].Job.ID", is("cl-main"));
  }

  @Test
  void logsAreStreamedInFramesOrPlain() throws Exception {
    Allocation allocation = allocation();
    backend.write(new PlanApplied(List.of(allocation), List.of(), 1));
    String logs = "/v1/client/fs/logs/" + allocation.id();
    byte[] line = "line\n".getBytes(StandardCharsets.US_ASCII);
    backend.chunks =
        List.of(
            new NodeRequests.Chunk("alloc/logs/main.stdout.0", 5, line, ""),
            new NodeRequests.Chunk("", 0, new byte[0], ""),
            new NodeRequests.Chunk("alloc/logs/main.stdout.0", 10, line, ""));
    get(logs + "?task=main&type=stdout&plain=true&origin=end&offset=3&follow=true")
        .statusCode(200)
        .body(equalTo("line\nline\n"));
    assertThat(backend.logRequest.get())
        .isEqualTo(
            new NodeRequests.LogRequest(
                allocation.nodeId(), allocation.id(), "main", false, true, 3, true));
    get(logs + "?task=main&type=stderr")
        .statusCode(200)
        .body(
            equalTo(
                "{\"Data\":\"bGluZQo=\",\"File\":\"alloc/logs/main.stdout.0\",\"Offset\":5}{}"
                    + "{\"Data\":\"bGluZQo=\",\"File\":\"alloc/logs/main.stdout.0\",\"Offset\":10}"));
    backend.chunks = List.of();
    backend.logFailure = new Refusal(404, "No path to node");
    get(logs + "?task=main&type=stdout").statusCode(404).body(equalTo("No path to node"));
    get(logs + "?type=stdout").statusCode(400).body(equalTo("must provide task name"));
    get(logs + "?task=main").statusCode(400).body(containsString("stdout/stderr"));
    get(logs + "?task=zz&type=stdout").statusCode(400).body(equalTo("unknown task name \"zz\""));
    get(logs + "?task=main&type=stdout&origin=x").statusCode(400);
    get(logs + "?task=main&type=stdout&offset=x").statusCode(400).body(containsString("ParseInt"));
    get(logs + "?task=main&type=stdout&follow=x").statusCode(400).body(containsString("follow"));
    get("/v1/client/fs/logs/00000000-0000-0000-0000-000000000000?task=main&type=stdout")
        .statusCode(404)
        .body(equalTo("Unknown allocation \"00000000-0000-0000-0000-000000000000\""));
  }

  @Test
  void jobsAreValidatedWithoutBeingRegistered() {
    given()
        .body("{\"job\":{\"id\":\"x\"}}")
        .post("/v1/validate/job")
        .then()
        .statusCode(200)
        .body("ValidationErrors", hasItems("Missing job task groups"));
    get("/v1/jobs").body(equalTo("[]"));
  }

  @Test
  void theAgentTellsAboutItself() {
    get("/v1/agent/self").statusCode(200).body("member.Name", is("s1.global"));
    get("/v1/agent/members").statusCode(200).body("Members", hasSize(1));
    get("/v1/agent/health").statusCode(200).body("server.ok", is(true));
    get("/v1/agent/health?type=client").statusCode(500).body("client.ok", is(false));
    get("/v1/status/leader").statusCode(200).body(equalTo("\"127.0.0.1:4647\""));
    get("/v1/status/peers").statusCode(200).body("", hasSize(1));
    get("/v1/status/leader?region=mars").statusCode(500).body(equalTo("No path to region"));
    get("/v1/metrics")
        .statusCode(200)
        .body("Points", hasSize(0))
        .body("Timestamp", containsString("UTC"));
    get("/v1/metrics?format=prometheus").statusCode(200).body(containsString("# TYPE"));
  }

  @Test
  void whatIsNotThereYetSaysSo() {
    get("/v1/job/x/services").statusCode(501);
    get("/v1/job/x/deployments").statusCode(200).body(equalTo("[]"));
    get("/v1/job/x/scale").statusCode(404).body(equalTo("job not found"));
    get("/v1/job/x/dispatch").statusCode(405).body(equalTo("Invalid method"));
    get("/v1/allocation/x/a/b").statusCode(404).body(equalTo("resource not found"));
    get("/v1/allocation/xyz").statusCode(500).body(containsString("36 characters"));
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoTakeIt() {
    register("gz", "");
    given()
        .header("Accept-Encoding", "gzip")
        .get("/v1/job/gz")
        .then()
        .header("Content-Encoding", "gzip")
        .header("Vary", "Accept-Encoding")
        .body("ID", is("gz"));
    given()
        .config(
            io.restassured.RestAssured.config()
                .decoderConfig(
                    io.restassured.config.DecoderConfig.decoderConfig().noContentDecoders()))
        .get("/v1/job/gz")
        .then()
        .header("Content-Encoding", nullValue());
  }
}
