package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Project;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** A book is counted and compressed by 20 allocations; together their results are the book. */
final class WordCountIT {

  @Test
  void twentyAllocationsTogetherCountAndCompressTheWholeBook() throws IOException {
    try (Agent agent = Agent.both("wordcount").startReady()) {
      Launcher.Result run =
          Launcher.run(
              agent.http(), "job", "run", Project.example("wordcount.nomad.hcl").toString());
      assertThat(run.code()).as(run.all()).isZero();

      List<JsonNode> done = Jobs.awaitAllocations(agent.http(), "wordcount", "complete", 20);
      Map<Integer, Path> results = new TreeMap<>();
      for (JsonNode allocation : done) {
        int index =
            Integer.parseInt(
                allocation.path("Name").asText().replaceAll("^wordcount.count\\[(\\d+)\\]$", "$1"));
        results.put(index, agent.allocationFolder(allocation).resolve("alloc/data"));
        assertThat(logs(agent, allocation)).startsWith("lines ").endsWith(" words\n");
      }
      assertThat(results).as("one allocation for each index").hasSize(20);

      byte[] book = Files.readAllBytes(Project.example("alice.txt"));
      assertThat(decompressed(results)).isEqualTo(book);
      assertThat(counted(results))
          .isEqualTo(words(new String(book, java.nio.charset.StandardCharsets.US_ASCII)));
      assertThat(agent.http().get("/v1/job/wordcount").ok().json().path("Status").asText())
          .isEqualTo("dead");
    }
  }

  private static String logs(Agent agent, JsonNode allocation) throws IOException {
    return agent
        .http()
        .get(
            "/v1/client/fs/logs/%s?task=slice&type=stdout&plain=true"
                .formatted(allocation.path("ID").asText()))
        .ok()
        .body();
  }

  private static byte[] decompressed(Map<Integer, Path> results) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Map.Entry<Integer, Path> result : results.entrySet()) {
      Path slice = result.getValue().resolve("slice-%d.txt.gz".formatted(result.getKey()));
      try (InputStream in = new GZIPInputStream(Files.newInputStream(slice))) {
        in.transferTo(all);
      }
    }
    return all.toByteArray();
  }

  private static int counted(Map<Integer, Path> results) throws IOException {
    int sum = 0;
    for (Map.Entry<Integer, Path> result : results.entrySet()) {
      Path slice = result.getValue().resolve("slice-%d.words".formatted(result.getKey()));
      sum += Integer.parseInt(Files.readString(slice).strip());
    }
    return sum;
  }

  /** Counted here in another way than the job does. */
  private static int words(String text) {
    return Arrays.stream(text.split("\\s+"))
        .filter(Predicate.not(String::isEmpty))
        .collect(Collectors.toList())
        .size();
  }
}
