package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many clients that write the same job over real HTTP, and a kill in between. */
final class EnforceIndexRaceIT {

  private static final int CLIENTS = 64;
  private static final int ROUNDS = 20;
  private static final int KILL_AFTER = 10;

  @Test
  void exactlyOneWinsEachRoundAndNothingAcknowledgedIsLost() throws Exception {
    try (Agent server = Agent.server("race-index").startReady();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      long index = 0;
      List<String> winners = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        if (round == KILL_AFTER) {
          server.program().kill();
          server.startReady();
        }
        long seen = index;
        int number = round;
        List<Http.Answer> answers =
            race(
                clients,
                client ->
                    server
                        .http()
                        .put("/v1/jobs", request("r%d-c%d".formatted(number, client), seen)));

        List<Http.Answer> won = answers.stream().filter(a -> a.status() == 200).toList();
        assertThat(won).as("winners of round " + round).hasSize(1);
        index = won.getFirst().json().path("JobModifyIndex").asLong();
        winners.add("r%d-c%d".formatted(round, answers.indexOf(won.getFirst())));
        String refusal =
            seen == 0
                ? "Enforcing job modify index 0: job already exists"
                : "Enforcing job modify index %d: job exists with conflicting job modify index: %d"
                    .formatted(seen, index);
        assertThat(answers)
            .filteredOn(answer -> answer.status() != 200)
            .hasSize(CLIENTS - 1)
            .allSatisfy(answer -> assertThat(answer.body()).isEqualTo(refusal));
        JsonNode job = server.http().get("/v1/job/raced").ok().json();
        assertThat(job.path("Version").asLong()).isEqualTo(round);
        assertThat(job.path("Meta").path("writer").asText()).isEqualTo(winners.getLast());
      }

      server.program().kill();
      server.startReady();

      JsonNode versions = server.http().get("/v1/job/raced/versions").ok().json().path("Versions");
      List<Long> numbers = new ArrayList<>();
      for (JsonNode version : versions) {
        numbers.add(version.path("Version").asLong());
        assertThat(version.path("Meta").path("writer").asText())
            .isEqualTo(winners.get(version.path("Version").asInt()));
      }
      assertThat(numbers)
          .as("the newest six, without a gap")
          .containsExactlyElementsOf(
              IntStream.range(0, 6).mapToObj(back -> (long) ROUNDS - 1 - back).toList());
      assertThat(versions.path(0).path("JobModifyIndex").asLong()).isEqualTo(index);
    }
  }

  @Test
  void everyAcknowledgedScalingIsAVersionOfItsOwn() throws Exception {
    try (Agent server = Agent.server("race-scale").startReady();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Jobs.register(server.http(), Jobs.unplaceable("scaled"));

      List<Http.Answer> answers =
          race(clients, client -> server.http().put("/v1/job/scaled/scale", scaling(2 + client)));

      assertThat(answers).allSatisfy(Http.Answer::ok);
      assertThat(answers)
          .extracting(answer -> answer.json().path("JobModifyIndex").asLong())
          .doesNotHaveDuplicates();
      Http.Answer newest =
          answers.stream().max((a, b) -> Long.compare(modified(a), modified(b))).orElseThrow();
      server.program().kill();
      server.startReady();
      JsonNode job = server.http().get("/v1/job/scaled").ok().json();
      assertThat(job.path("Version").asInt()).as("one version each").isEqualTo(CLIENTS);
      assertThat(job.path("JobModifyIndex").asLong()).isEqualTo(modified(newest));
      assertThat(job.at("/TaskGroups/0/Count").asInt())
          .as("the last one's")
          .isEqualTo(2 + answers.indexOf(newest));
    }
  }

  private static long modified(Http.Answer answer) {
    return answer.json().path("JobModifyIndex").asLong();
  }

  private static String request(String writer, long index) {
    ObjectNode job = Jobs.unplaceable("raced");
    job.withObject("/Meta").put("writer", writer);
    return Jobs.request(job).put("EnforceIndex", true).put("JobModifyIndex", index).toString();
  }

  private static String scaling(int count) {
    ObjectNode request = Http.JSON.createObjectNode().put("Count", count);
    request.withObject("/Target").put("Group", "group");
    return request.toString();
  }

  private interface Attempt {
    Http.Answer of(int client) throws Exception;
  }

  /** All clients at once; their answers in their order. */
  private static List<Http.Answer> race(ExecutorService clients, Attempt attempt) throws Exception {
    CyclicBarrier start = new CyclicBarrier(CLIENTS);
    List<Callable<Http.Answer>> all = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      all.add(
          () -> {
            start.await();
            return attempt.of(number);
          });
    }
    List<Http.Answer> answers = new ArrayList<>();
    for (Future<Http.Answer> answer : clients.invokeAll(all)) {
      answers.add(answer.get());
    }
    return answers;
  }
}
