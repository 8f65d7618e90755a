package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two regions: one control plane hands on what is for the other, which has a node. */
final class RegionsIT {

  private static Agent us;
  private static Agent eu;

  @BeforeAll
  static void start() {
    eu = Agent.both("region-eu").with(file -> file.put("region", "eu")).startReady();
    us =
        Agent.server("region-us")
            .with(file -> file.put("region", "us"))
            .with(
                file ->
                    file.withObject("/regions/eu")
                        .putArray("addresses")
                        .add("http://127.0.0.1:1") // Nobody is there: the next one is taken.
                        .add(eu.http().base()))
            .startReady();
  }

  @AfterAll
  static void stop() {
    us.close();
    eu.close();
  }

  @Test
  void regionsAreListedSorted() throws IOException {
    assertThat(us.http().get("/v1/regions").ok().body()).isEqualTo("[\"eu\",\"us\"]");
    assertThat(eu.http().get("/v1/regions").ok().body()).isEqualTo("[\"eu\"]");
    assertThat(us.http().get("/v1/status/leader?region=eu").ok().json().asText())
        .isEqualTo("127.0.0.1:" + eu.ports().rpc());
    assertThat(us.http().get("/v1/agent/self?region=eu").ok().json().at("/config/Region").asText())
        .as("an agent speaks for itself")
        .isEqualTo("us");
  }

  @Test
  void aRegionThatNobodyKnowsHasNoPath() throws IOException {
    for (String path : new String[] {"/v1/jobs", "/v1/status/leader", "/v1/nodes", "/v1/job/x"}) {
      Http.Answer answer = us.http().get(path + "?region=mars");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).isEqualTo("No path to region");
    }
    ObjectNode job = Jobs.unplaceable("lost").put("Region", "mars");
    Http.Answer answer = us.http().put("/v1/jobs", Jobs.request(job));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("No path to region");
    ObjectNode several = Jobs.unplaceable("several");
    several.withObject("/Multiregion").putArray("Regions").addObject().put("Name", "mars");
    answer = us.http().put("/v1/jobs", Jobs.request(several));
    assertThat(answer.body())
        .as("a job of several goes to the first")
        .isEqualTo("No path to region");
  }

  @Test
  void theQueryTheBodyOrTheJobNamesTheRegionOfARegistration() throws IOException {
    ObjectNode byQuery = Jobs.request(Jobs.unplaceable("by-query").put("Region", "us"));
    us.http().put("/v1/jobs?region=eu", byQuery).ok();
    ObjectNode byBody = Jobs.request(Jobs.unplaceable("by-body")).put("Region", "eu");
    us.http().put("/v1/jobs", byBody).ok();
    ObjectNode byJob = Jobs.request(Jobs.unplaceable("by-job").put("Region", "eu"));
    Http.Answer answer = us.http().put("/v1/job/by-job", byJob).ok();
    assertThat(answer.index()).isEqualTo(answer.json().path("JobModifyIndex").asLong());
    ObjectNode ours = Jobs.request(Jobs.unplaceable("ours").put("Region", "global"));
    us.http().put("/v1/jobs?region=global", ours).ok();

    for (String id : new String[] {"by-query", "by-body", "by-job"}) {
      assertThat(us.http().get("/v1/job/" + id).status()).as(id).isEqualTo(404);
      assertThat(us.http().get("/v1/job/" + id + "?region=eu").ok().json().path("Region").asText())
          .as(id)
          .isEqualTo("eu");
    }
    assertThat(us.http().get("/v1/job/ours").ok().json().path("Region").asText()).isEqualTo("us");

    JsonNode plan =
        us.http().put("/v1/job/by-job/plan", byJob.deepCopy().put("Diff", true)).ok().json();
    assertThat(plan.at("/Diff/Type").asText()).as("the job is there already").isEqualTo("None");
    us.http().delete("/v1/job/by-job?region=eu").ok();
    assertThat(eu.http().get("/v1/job/by-job").ok().json().path("Stop").asBoolean()).isTrue();
  }

  @Test
  void aQueryWaitsForTheOtherRegion() throws Exception {
    Jobs.register(eu.http(), Jobs.unplaceable("watched"));
    long index = us.http().get("/v1/job/watched?region=eu").ok().index();
    CompletableFuture<Http.Answer> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return us.http().get("/v1/job/watched?region=eu&wait=50s&index=" + index);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });

    Jobs.register(eu.http(), Jobs.unplaceable("watched").put("Priority", 70));

    Http.Answer answer = waiting.get(Agent.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(answer.index()).isGreaterThan(index);
    assertThat(answer.json().path("Priority").asInt()).isEqualTo(70);
  }

  @Test
  void logsFilesAndCommandsOfTheOtherRegionsTasksAreReached() throws Exception {
    Jobs.register(eu.http(), Jobs.shell("talker", "service", "echo one; exec sleep 3600"));
    String id =
        Jobs.awaitAllocations(eu.http(), "talker", "running", 1).getFirst().path("ID").asText();
    String query = "?region=eu&task=task&type=stdout&plain=true&follow=true";
    HttpRequest logs =
        HttpRequest.newBuilder(URI.create(us.http().base() + "/v1/client/fs/logs/" + id + query))
            .build();
    try (HttpClient client = HttpClient.newHttpClient();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    client.send(logs, BodyHandlers.ofInputStream()).body(),
                    StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("one");
      assertThat(us.http().get("/v1/client/fs/ls/" + id + "?region=eu&path=/").ok().body())
          .contains("alloc");
      assertThat(run(client, id, "[\"/bin/sh\",\"-c\",\"echo beside; exit 3\"]"))
          .contains("YmVzaWRlCg==") // What it printed, in base64.
          .contains("\"exit_code\":3");
    }
  }

  /** All messages of an exec session up to its end. */
  private static String run(HttpClient client, String allocation, String command) {
    StringBuilder said = new StringBuilder();
    CompletableFuture<String> end = new CompletableFuture<>();
    String query =
        "?region=eu&task=task&tty=false&command="
            + URLEncoder.encode(command, StandardCharsets.UTF_8);
    URI uri =
        URI.create(
            us.http().base().replace("http:", "ws:")
                + "/v1/client/allocation/"
                + allocation
                + "/exec"
                + query);
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                uri,
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence data, boolean last) {
                    said.append(data);
                    from.request(1);
                    return null;
                  }

                  @Override
                  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                    end.complete(said + " " + status);
                    return null;
                  }

                  @Override
                  public void onError(WebSocket from, Throwable error) {
                    end.completeExceptionally(error);
                  }
                })
            .join();
    socket.sendText("{\"stdin\":{\"close\":true}}", true).join();
    await("the command's end").atMost(Agent.PATIENCE).until(end::isDone);
    return end.join();
  }
}
