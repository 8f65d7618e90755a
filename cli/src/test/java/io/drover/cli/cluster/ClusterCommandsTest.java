package io.drover.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterCommandsTest {

  private static final String NODE = "76c2d7da-a1e3-a7e6-3555-fc808fadb480";

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void nodesAreListedInColumns() {
    server.golden("nodes/002-list");
    assertThat(Ran.drover(server, "node", "status").out())
        .isEqualTo(
            """
            ID        Node Pool  DC   Name       Class  Drain  Eligibility  Status
            2bb6d314  default    dc1  golden-a   alpha  false  eligible     ready
            34910849  default    dc2  golden-c3  beta   false  eligible     ready
            41b26f66  default    dc1  golden-c2  beta   false  eligible     ready
            76c2d7da  default    dc1  golden-c1  alpha  false  eligible     ready
            """);
  }

  @Test
  void oneNodeIsShownWithEventsResourcesAndAllocations() {
    server
        .golden("nodes/002-list")
        .golden("nodes/019-read")
        .golden("client/083-client-stats-node")
        .answer(
            "/v1/node/" + NODE + "/allocations",
            """
            [{"ID":"aaaaaaaa-1","NodeID":"%s","TaskGroup":"g","ClientStatus":"running","DesiredStatus":"run",
              "Job":{"Version":3},"CreateTime":1795330800000000000,"ModifyTime":1795330800000000000,
              "AllocatedResources":{"Shared":{"DiskMB":300},
                "Tasks":{"t":{"Cpu":{"CpuShares":500},"Memory":{"MemoryMB":256}}}}},
             {"ID":"bbbbbbbb-1","ClientStatus":"complete",
              "AllocatedResources":{"Tasks":{"t":{"Cpu":{"CpuShares":900}}}}}]"""
                .formatted(NODE));
    Ran ran = Ran.drover(server, "node", "status", "76c2");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith("ID              = " + NODE + "\nName            = golden-c1\n")
        .contains("Driver Status   = exec,java,mock_driver,raw_exec\n")
        .contains("Uptime          = 2h\n")
        .contains(
            "Node Events\nTime                  Subsystem  Message\n2026-11-22T06:29:25Z  Cluster    Node registered\n")
        .contains(
            "Allocated Resources\nCPU           Memory           Disk\n500/4000 MHz  256 MiB/8.0 GiB  300 MiB/9.8 GiB\n")
        .containsPattern("aaaaaaaa  76c2d7da  g +3 +run +running +0s ago +0s ago");
  }

  @Test
  void aNodeThatIsDrainedSaysSinceWhenAndWhy() {
    server
        .golden("nodes/002-list")
        .answer(
            "/v1/node/" + NODE,
            """
            {"ID":"%s","Status":"down","Drain":true,
             "DrainStrategy":{"Deadline":60000000000,"ForceDeadline":"2026-11-22T06:30:39Z","IgnoreSystemJobs":true},
             "LastDrain":{"StartedAt":"2026-11-22T06:29:39Z","UpdatedAt":"2026-11-22T06:29:40Z","Status":"draining","Meta":{"message":"kernel"}},
             "Events":[{"Message":"Node drain complete","Subsystem":"Drain","Details":{"deadline_reached":"true"},"Timestamp":"2026-11-22T06:29:57Z"}]}"""
                .formatted(NODE))
        .answer("/v1/node/" + NODE + "/allocations", "[]");
    assertThat(Ran.drover(server, "node", "status", NODE).out())
        .contains(
            "Drain           = true; force deadline 2026-11-22T06:30:39Z; ignoring system jobs\n")
        .contains("\nDrain\nStatus     = draining\nStarted At = 2026-11-22T06:29:39Z\n")
        .contains("message    = kernel\n")
        .contains("Node drain complete (deadline_reached=true)\n");
  }

  @Test
  void aNodeThatIsNotReadyIsNotAskedForItsUse() {
    server
        .golden("nodes/002-list")
        .answer("/v1/node/" + NODE, "{\"ID\":\"" + NODE + "\",\"Status\":\"down\"}")
        .answer("/v1/node/" + NODE + "/allocations", "[]");
    assertThat(Ran.drover(server, "node", "status", NODE).code()).isZero();
    assertThat(server.requests()).noneMatch(r -> r.path().contains("client/stats"));
  }

  @Test
  void selfIsTheNodeOfTheAgentAsked() {
    server
        .answer("/v1/agent/self", "{\"stats\":{\"client\":{\"node_id\":\"" + NODE + "\"}}}")
        .golden("nodes/019-read")
        .answer("/v1/node/" + NODE + "/allocations", "[]");
    assertThat(Ran.drover(server, "node", "status", "-self", "-short").out()).contains("golden-c1");
    try (StubServer serverOnly = new StubServer().answer("/v1/agent/self", "{\"stats\":{}}")) {
      assertThat(Ran.drover(serverOnly, "node", "status", "-self").err()).contains("runs no node");
    }
  }

  @Test
  void anEvaluationIsShownWithWhatItCouldNotPlace() {
    server
        .golden("evaluations/003-read-related")
        .answer("/v1/evaluations", "" + StubServer.body("evaluations/001-blocked-job-evals"));
    Ran ran = Ran.drover(server, "eval", "status", "1208");
    assertThat(ran.out())
        .startsWith("ID                 = 120802ee\nCreate Time        = 28m47s ago\n")
        .contains("Placement Failures = true\n")
        .contains(
            "Failed Placements\nTask Group \"g\" (failed to place 1 allocation):\n  * Resources exhausted on 3 nodes\n")
        .contains("Related Evaluations\nID        Priority  Triggered By")
        .endsWith("Evaluation \"83930071\" waiting for additional capacity to place remainder\n");
    assertThat(Ran.drover(server, "eval", "status", "-json", "1208").out())
        .startsWith("{\n    \"ID\": \"1208");
    assertThat(Ran.drover(server, "eval", "status").out())
        .startsWith("ID        Priority  Triggered By   Job ID");
  }

  @Test
  void theLeaderIsMarkedAmongTheServers() {
    server.golden("agent/002-members").golden("agent/024-status-leader");
    assertThat(Ran.drover(server, "server", "members").out())
        .isEqualTo(
            """
            Name             Address    Port   Status  Leader  Raft Version  Build  Datacenter  Region
            golden-a.global  127.0.0.1  20648  alive   true    3             1.6.1  dc1         global
            """);
  }
}
