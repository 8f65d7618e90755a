package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.Refusal;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Nomad 1.6.1 planned for the same jobs on the same node. What is known to differ is named in
 * {@code golden/plan-differences.txt}; once it is answered as recorded, its line has to go.
 */
class PlanGoldenTest {

  private static final Set<String> KNOWN = known();

  /** Part and case of each known difference. */
  private static Set<String> known() {
    String path = "/golden/plan-differences.txt";
    try (InputStream in = PlanGoldenTest.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 3)[0] + " " + line.split(" ", 3)[1])
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> cases() throws IOException, URISyntaxException {
    Path folder = Path.of(PlanGoldenTest.class.getResource("/golden/plan").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString().replace(".json", ""))
              .sorted(Comparator.naturalOrder())
              .toList();
      return names.stream()
          .filter(name -> Trial.read(name).at("/response/body").has("Annotations"))
          .filter(name -> !name.equals("149-of-stopped-job")); // It is not said what was stopped.
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDifferenceIsAsRecorded(String name) throws Exception {
    JsonNode expected = ordered(withoutUpdates(Trial.read(name).at("/response/body/Diff")));
    JsonNode actual = ordered(withoutUpdates(plan(name).get("Diff")));
    check("diff " + name, expected, actual);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCountsAreAsRecorded(String name) throws Exception {
    check("counts " + name, counts(Trial.read(name).at("/response/body")), counts(plan(name)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFailuresAreAsRecorded(String name) throws Exception {
    JsonNode recorded = Trial.read(name).at("/response/body");
    check("failures " + name, failures(recorded), failures(plan(name)));
  }

  @Test
  void whatWouldStopForTheJobIsShownAsARow() throws Exception {
    JsonNode recorded =
        Trial.read("147-preempt").at("/response/body/Annotations/PreemptedAllocs/0");

    JsonNode shown = plan("147-preempt").at("/Annotations/PreemptedAllocs");

    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(recorded::fieldNames);
    for (String same :
        List.of("Name", "JobID", "JobType", "TaskGroup", "NodeName", "DesiredStatus")) {
      assertThat(shown.get(0).get(same)).as(same).isEqualTo(recorded.get(same));
    }
  }

  @Test
  void everyKnownDifferenceNamesACase() throws Exception {
    Set<String> all =
        cases()
            .flatMap(name -> Stream.of("diff ", "counts ", "failures ").map(part -> part + name))
            .collect(Collectors.toSet());
    assertThat(all).containsAll(KNOWN);
  }

  private static void check(String part, JsonNode expected, JsonNode actual) {
    if (KNOWN.contains(part)) {
      assertThat(actual).as("take the name off the list").isNotEqualTo(expected);
    } else {
      assertThat(actual.toPrettyString()).isEqualTo(expected.toPrettyString());
    }
  }

  private static JsonNode plan(String name) throws Refusal {
    return Json.MAPPER.valueToTree(new Trial().plan(Trial.read(name)));
  }

  private static JsonNode withoutUpdates(JsonNode diff) {
    JsonNode copy = diff.deepCopy();
    copy.path("TaskGroups").forEach(group -> ((ObjectNode) group).remove("Updates"));
    return copy;
  }

  private static JsonNode counts(JsonNode body) {
    ObjectNode all = Json.MAPPER.createObjectNode();
    all.set("Desired", body.at("/Annotations/DesiredTGUpdates"));
    for (JsonNode group : body.path("Diff").path("TaskGroups")) {
      ObjectNode sorted = all.putObject(group.get("Name").asText());
      group.get("Updates").properties().stream()
          .sorted(java.util.Map.Entry.comparingByKey())
          .forEach(u -> sorted.put(u.getKey(), u.getValue().asLong()));
    }
    return all;
  }

  private static JsonNode failures(JsonNode body) {
    ObjectNode all = Json.MAPPER.createObjectNode();
    body.path("FailedTGAllocs")
        .properties()
        .forEach(
            group -> {
              ObjectNode metric = group.getValue().deepCopy();
              metric.remove("AllocationTime");
              all.set(group.getKey(), metric);
            });
    all.put("CreatedEvals", body.get("CreatedEvals").size());
    all.set("Warnings", body.get("Warnings"));
    return all;
  }

  /** Nomad's order of alike blocks is that of a map: any. */
  private static JsonNode ordered(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(member -> object.set(member.getKey(), ordered(member.getValue())));
      if (object.get("Objects") instanceof ArrayNode objects) {
        object.set("Objects", alikeSorted(objects));
      }
    } else if (node.isArray()) {
      node.forEach(PlanGoldenTest::ordered);
    }
    return node;
  }

  private static ArrayNode alikeSorted(ArrayNode objects) {
    List<JsonNode> all = new java.util.ArrayList<>();
    objects.forEach(all::add);
    List<String> names = all.stream().map(o -> o.get("Name").asText()).distinct().toList();
    all.sort(
        Comparator.<JsonNode>comparingInt(o -> names.indexOf(o.get("Name").asText()))
            .thenComparing(JsonNode::toString));
    return Json.MAPPER.createArrayNode().addAll(all);
  }
}
