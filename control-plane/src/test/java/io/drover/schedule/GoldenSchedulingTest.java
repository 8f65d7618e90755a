package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeDisk;
import io.drover.contract.model.NodeNetwork;
import io.drover.contract.model.NodeNetworkAddress;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.contract.model.ScoreMeta;
import io.drover.contract.model.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with what Nomad 1.6.1 answered for the same jobs on the same four nodes. Which of the
 * nodes are looked at is random there, so of each job the sum of facts that do not depend on it is
 * compared: the scores of a node that holds nothing, failures, and queued allocations.
 */
class GoldenSchedulingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Harness harness = new Harness();
  private final InMemoryCluster cluster = harness.cluster;
  private final Map<NodeId, String> names = new HashMap<>();

  private static JsonNode read(String name) throws IOException {
    String path = "/golden/scheduling/" + name + ".json";
    try (InputStream in = GoldenSchedulingTest.class.getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      return JSON.readTree(in);
    }
  }

  private void addNodes() throws IOException {
    for (JsonNode given : read("001-nodes").at("/response/body")) {
      String name = given.get("Name").asText();
      Node node =
          Fixtures.node(name, given.get("CpuShares").asLong(), given.get("MemoryMB").asLong());
      JsonNode reserved = given.get("Reserved");
      List<NodeNetwork> networks = new ArrayList<>(node.nodeResources().nodeNetworks());
      networks.add(new NodeNetwork("bridge", "", "", 0, List.of()));
      if (name.equals("golden-a")) {
        networks.add(
            new NodeNetwork(
                "host",
                "lo",
                "",
                0,
                List.of(new NodeNetworkAddress("ipv4", "loop", "127.0.0.1", "", ""))));
        node =
            node.withHostVolumes(
                Map.of(
                    "shared", new HostVolume("shared", "/s", false),
                    "ro", new HostVolume("ro", "/r", true)));
      }
      node =
          node.withDatacenter(given.get("Datacenter").asText())
              .withNodeClass(given.get("NodeClass").asText())
              .withMeta(JSON.convertValue(given.get("Meta"), new StringMap()))
              .withAttributes(
                  Map.of(
                      "nomad.version", "1.6.1",
                      "cpu.numcores", "2",
                      "os.signals", "SIGHUP,SIGINT,SIGTERM",
                      "unique.hostname", name))
              .withDrivers(
                  Map.of("mock_driver", new DriverInfo(Map.of(), true, true, "Healthy", null)))
              .withNodeResources(
                  node.nodeResources()
                      .withNodeNetworks(networks)
                      .withDisk(new NodeDisk(given.get("DiskMB").asLong())))
              .withReservedResources(
                  Fixtures.reserved(
                      reserved.get("CpuShares").asLong(),
                      reserved.get("MemoryMB").asLong(),
                      reserved.get("DiskMB").asLong(),
                      reserved.get("Ports").asText()));
      node = Fixtures.classed(node);
      names.put(node.id(), name);
      cluster.add(node);
    }
  }

  private static final class StringMap
      extends com.fasterxml.jackson.core.type.TypeReference<Map<String, String>> {}

  private JobSpec job(JsonNode body) throws IOException {
    JobSpec job =
        Json.MAPPER
            .treeToValue(body, JobSpec.class)
            .withNamespace("default")
            .withNodePool(body.path("NodePool").asText("default"))
            .withPriority(body.path("Priority").asInt(50));
    List<Constraint> constraints = new ArrayList<>(job.constraints());
    List<TaskGroup> groups = new ArrayList<>();
    for (TaskGroup group : job.taskGroups()) {
      groups.add(
          group
              .withRestartPolicy(Fixtures.group("g", 1).restartPolicy())
              .withConsul(Fixtures.group("g", 1).consul()));
    }
    return job.withTaskGroups(groups).withConstraints(constraints);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "002-binpack-one-on-a",
        "003-binpack-one-on-c1",
        "004-binpack-one-on-c2",
        "005-binpack-one-on-c3",
        "006-binpack-one",
        "007-binpack-batch",
        "008-binpack-with-load",
        "009-binpack-count-3",
        "011-binpack-exact-fill",
        "012-binpack-two-groups",
        "013-spread-algorithm-one",
        "014-spread-algorithm-with-load",
        "016-affinity-class",
        "017-affinity-weight-50",
        "018-affinity-two",
        "019-affinity-negative",
        "020-affinity-all-levels",
        "021-affinity-count-4",
        "022-affinity-missing-attribute",
        "023-spread-dc-targets",
        "024-spread-dc-70-30",
        "025-spread-even",
        "026-spread-implicit-target",
        "027-spread-two-weights",
        "028-spread-missing-attribute",
        "029-spread-with-affinity",
        "030-distinct-hosts",
        "031-distinct-hosts-group",
        "033-distinct-property-rack",
        "034-distinct-property-dc-2",
        "035-distinct-property-missing",
        "036-constraint-class",
        "037-constraint-not",
        "038-constraint-regexp",
        "039-constraint-version",
        "040-constraint-semver",
        "041-constraint-less-numeric",
        "042-constraint-greater-lexical",
        "043-constraint-set-contains",
        "044-constraint-set-contains-any",
        "045-constraint-is-set",
        "046-constraint-is-not-set",
        "047-constraint-missing-attribute",
        "048-constraint-missing-attribute-not",
        "049-constraint-literal",
        "050-constraint-two",
        "051-constraint-driver",
        "052-exhausted-cpu",
        "053-exhausted-memory",
        "054-exhausted-disk",
        "055-exhausted-port",
        "056-exhausted-reserved-port",
        "057-exhausted-cores",
        "058-missing-device",
        "059-missing-host-volume",
        "060-host-volume-ok",
        "061-host-volume-readonly",
        "062-missing-host-network",
        "063-bridge-network",
        "064-no-datacenter",
        "065-datacenter-glob",
        "067-system",
        "068-system-constraint",
        "069-system-exhausted",
        "070-system-preempts",
        "073-preemption-one-victim",
        "074-preemption-too-close",
        "075-preemption-exactly-10",
        "076-preemption-score",
        "078-memory-max",
      })
  void scoresAndFailuresAreNomads(String name) throws IOException {
    addNodes();
    JsonNode golden = read(name);
    JsonNode scheduler = golden.at("/request/body/scheduler");
    if (scheduler.isObject()) {
      SchedulerConfiguration set = Json.MAPPER.treeToValue(scheduler, SchedulerConfiguration.class);
      cluster.configure(old -> set);
    }
    JsonNode answers = golden.at("/response/body");
    int i = 0;
    for (JsonNode body : golden.at("/request/body/jobs")) {
      JobSpec job = job(body);
      Evaluation done = harness.run(job);
      compare(answers.get(i++), job, done);
    }
  }

  private void compare(JsonNode answer, JobSpec job, Evaluation done) {
    List<Allocation> placed = cluster.all(job);
    assertThat(placed).hasSize(answer.get("allocations").size());
    JsonNode firstEvaluation = answer.get("evaluations").get(0);
    assertThat(done.queuedAllocations())
        .isEqualTo(JSON.convertValue(firstEvaluation.get("QueuedAllocations"), Map.class));
    compareFailures(firstEvaluation.path("FailedTGAllocs"), done.failedTgAllocs());
    // The first allocation of a group meets nodes as the job found them.
    for (JsonNode allocation : answer.get("allocations")) {
      if (allocation.get("Name").asText().endsWith(".g[0]")) {
        compareScores(allocation.get("Metrics"), first(placed));
      }
    }
  }

  private static AllocMetric first(List<Allocation> placed) {
    return placed.stream()
        .filter(a -> a.name().endsWith(".g[0]"))
        .findFirst()
        .orElseThrow()
        .metrics();
  }

  private void compareScores(JsonNode expected, AllocMetric actual) {
    assertThat(actual.nodesInPool()).isEqualTo(expected.get("NodesInPool").asInt());
    assertThat(new TreeMap<>(actual.nodesAvailable()))
        .isEqualTo(new TreeMap<>(JSON.convertValue(expected.get("NodesAvailable"), Map.class)));
    Map<String, JsonNode> byNode = new HashMap<>();
    expected.get("ScoreMetaData").forEach(s -> byNode.put(s.get("Node").asText(), s));
    int compared = 0;
    for (ScoreMeta score : actual.scoreMetaData()) {
      JsonNode same = byNode.get(names.get(score.nodeId()));
      if (same != null) {
        compared++;
        assertThat(score.normScore()).isCloseTo(same.get("NormScore").asDouble(), within(1e-9));
        assertThat(score.scores().keySet())
            .containsExactlyInAnyOrderElementsOf(
                JSON.convertValue(same.get("Scores"), Map.class).keySet());
        score
            .scores()
            .forEach(
                (scorer, value) ->
                    assertThat(value)
                        .as(scorer)
                        .isCloseTo(same.get("Scores").get(scorer).asDouble(), within(1e-9)));
      }
    }
    // With affinities or spreads all nodes are looked at, there as here.
    if (expected.get("ScoreMetaData").size() == 4) {
      assertThat(compared).isEqualTo(4);
    }
    assertThat(actual.scoreMetaData()).isNotEmpty();
  }

  private void compareFailures(JsonNode expected, Map<String, AllocMetric> actual) {
    assertThat(actual.keySet())
        .hasSameElementsAs(
            expected.isObject() ? JSON.convertValue(expected, Map.class).keySet() : List.of());
    actual.forEach(
        (group, metric) -> {
          JsonNode wanted = expected.get(group);
          JsonNode given = Json.MAPPER.valueToTree(metric);
          for (String member :
              List.of(
                  "NodesEvaluated",
                  "NodesFiltered",
                  "NodesInPool",
                  "NodesAvailable",
                  "ClassFiltered",
                  "ConstraintFiltered",
                  "NodesExhausted",
                  "ClassExhausted",
                  "DimensionExhausted",
                  "ResourcesExhausted",
                  "CoalescedFailures")) {
            assertThat(given.get(member)).as(group + "." + member).isEqualTo(wanted.get(member));
          }
        });
  }
}
