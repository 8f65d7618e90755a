package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Project;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A job that fits no node says why, and is placed by itself once a node that fits has joined. */
final class PickyJobIT {

  private static final String CONSTRAINT = "${node.class} = big";

  @Test
  void explainsWhyItWaitsAndIsPlacedWhenANodeOfItsClassJoins() throws IOException {
    try (Agent server = Agent.server("picky-server").startReady();
        Agent small =
            Agent.node("picky-small", server)
                .with(f -> f.withObject("/client").put("node_class", "small"));
        Agent big =
            Agent.node("picky-big", server)
                .with(f -> f.withObject("/client").put("node_class", "big"))) {
      small.start();
      Jobs.awaitNodes(server.http(), 1);

      Launcher.Result run =
          Launcher.run(server.http(), "job", "run", Project.example("picky.nomad.hcl").toString());
      assertThat(run.code()).as(run.all()).isEqualTo(2);
      assertThat(run.out()).contains("failed to place").contains(CONSTRAINT).contains("1 node");

      JsonNode metric = failure(server);
      assertThat(metric.path("NodesEvaluated").asInt()).isEqualTo(1);
      assertThat(metric.path("NodesFiltered").asInt()).isEqualTo(1);
      assertThat(metric.path("ConstraintFiltered").path(CONSTRAINT).asInt()).isEqualTo(1);
      assertThat(Launcher.run(server.http(), "job", "status", "picky").out())
          .contains("Placement Failure")
          .contains(CONSTRAINT);

      big.start();
      JsonNode placed = Jobs.awaitAllocations(server.http(), "picky", "running", 1).getFirst();
      assertThat(placed.path("NodeName").asText()).isEqualTo("picky-big");
      assertThat(Launcher.run(server.http(), "job", "status", "picky").out())
          .doesNotContain("Placement Failure");
      small.program().interrupt();
    }
  }

  /** What the evaluation that could not place the job recorded about its only group. */
  private static JsonNode failure(Agent server) throws IOException {
    for (JsonNode e : server.http().get("/v1/job/picky/evaluations").ok().json()) {
      JsonNode metric = e.path("FailedTGAllocs").path("work");
      if (metric.isObject()) {
        return metric;
      }
    }
    throw new AssertionError("no evaluation of the job says why it was not placed");
  }
}
