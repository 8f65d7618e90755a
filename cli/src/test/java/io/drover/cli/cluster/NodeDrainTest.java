package io.drover.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeDrainTest {

  private static final String NODE = "76c2d7da-a1e3-a7e6-3555-fc808fadb480";
  private static final String PATH = "/v1/node/" + NODE;

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private StubServer withNode() {
    return server
        .golden("nodes/002-list")
        .golden("nodes/019-read")
        .answer("PUT", PATH + "/drain", 200, "{\"NodeModifyIndex\":7,\"Index\":7}", 7);
  }

  private JsonNode sent() {
    return server.request("PUT", PATH + "/drain").json();
  }

  @Test
  void aDrainIsBegunWithDeadlineAndNotes() {
    withNode();
    Ran ran =
        Ran.drover(
            server,
            "node",
            "drain",
            "-enable",
            "-detach",
            "-deadline=30m",
            "-ignore-system",
            "-m",
            "new kernel",
            "-meta",
            "ticket=7",
            "-meta=quiet",
            NODE);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).isEqualTo("Node \"" + NODE + "\" drain strategy set\n");
    assertThat(sent().toString())
        .isEqualTo(
            "{\"NodeID\":\"%s\",\"MarkEligible\":true,\"DrainSpec\":{\"Deadline\":1800000000000,\"IgnoreSystemJobs\":true},\"Meta\":{\"message\":\"new kernel\",\"quiet\":\"\",\"ticket\":\"7\"}}"
                .formatted(NODE));
  }

  @Test
  void theDeadlineIsAnHourNoneOrAtOnce() {
    withNode();
    Ran.drover(server, "node", "drain", "-enable", "-detach", NODE);
    assertThat(sent().at("/DrainSpec/Deadline").asLong()).isEqualTo(3_600_000_000_000L);
    try (StubServer none = new StubServer();
        StubServer force = new StubServer()) {
      for (StubServer other : new StubServer[] {none, force}) {
        other
            .golden("nodes/002-list")
            .golden("nodes/019-read")
            .answer("PUT", PATH + "/drain", 200, "{}", 7);
      }
      Ran.drover(none, "node", "drain", "-enable", "-detach", "-no-deadline", NODE);
      Ran.drover(force, "node", "drain", "-enable", "-detach", "-force", NODE);
      assertThat(deadline(none)).isZero();
      assertThat(deadline(force)).isNegative();
    }
  }

  private static long deadline(StubServer asked) {
    return asked.request("PUT", PATH + "/drain").json().at("/DrainSpec/Deadline").asLong();
  }

  @Test
  void aDrainIsCalledOffAndItsNotesStay() {
    server
        .golden("nodes/002-list")
        .answer(
            PATH,
            "{\"ID\":\"%s\",\"LastDrain\":{\"Status\":\"draining\",\"Meta\":{\"message\":\"why\"}}}"
                .formatted(NODE))
        .answer("PUT", PATH + "/drain", 200, "{}", 7);
    Ran ran =
        Ran.drover(server, "node", "drain", "-disable", "-keep-ineligible", "-m", "not now", NODE);
    assertThat(ran.out()).isEqualTo("Node \"" + NODE + "\" drain strategy unset\n");
    assertThat(sent().get("DrainSpec").isNull()).isTrue();
    assertThat(sent().get("MarkEligible").asBoolean()).isFalse();
    assertThat(sent().get("Meta").toString())
        .isEqualTo("{\"cancel_message\":\"not now\",\"message\":\"why\"}");
  }

  @Test
  void theDrainIsFollowedToItsEnd() {
    withNode();
    String draining =
        "{\"ID\":\"%s\",\"Status\":\"ready\",\"DrainStrategy\":{\"Deadline\":1}}".formatted(NODE);
    server
        .answer("GET", PATH, 200, draining, 7)
        .answer("GET", PATH, 200, "{\"ID\":\"" + NODE + "\"}", 9)
        .answer("GET", PATH + "/allocations", 200, allocation("running", "run", "null"), 6)
        .answer("GET", PATH + "/allocations", 200, allocation("running", "run", "true"), 8)
        .answer("GET", PATH + "/allocations", 200, allocation("running", "stop", "true"), 9)
        .answer("GET", PATH + "/allocations", 200, allocation("complete", "stop", "true"), 10);
    Ran ran = Ran.drover(server, "node", "drain", "-enable", "-yes", "76c2");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("Node \"" + NODE + "\" drain strategy set")
        .containsSubsequence(
            "Alloc \"a1\" marked for migration",
            "Alloc \"a1\" draining",
            "Alloc \"a1\" status running -> complete",
            "All allocations on node \"" + NODE + "\" have stopped")
        .contains("Drain complete for node " + NODE);
  }

  private static String allocation(String client, String desired, String migrate) {
    return """
        [{"ID":"a1","ClientStatus":"%s","DesiredStatus":"%s","DesiredTransition":{"Migrate":%s},"Job":{"Type":"service"}}]"""
        .formatted(client, desired, migrate);
  }

  @Test
  void oneWhoNamesAPrefixIsAsked() {
    withNode();
    Map<String, String> environment = Map.of("DROVER_ADDR", server.address());
    Ran no = Ran.with(environment, "n\n", "node", "drain", "-enable", "-detach", "76c2");
    assertThat(no.out()).contains("Are you sure").contains("Canceling drain toggle");
    assertThat(server.requests()).noneMatch(request -> request.method().equals("PUT"));
    Ran yes = Ran.with(environment, "y\n", "node", "drain", "-enable", "-detach", "76c2");
    assertThat(yes.out()).contains("drain strategy set");
  }

  @Test
  void flagsThatMakeNoSenseTogetherAreRefused() {
    refused("Either the '-enable' or '-disable' flag must be set", NODE);
    refused("Either the '-enable' or '-disable' flag must be set", "-enable", "-disable", NODE);
    refused("The -monitor flag cannot be used", "-enable", "-monitor", NODE);
    refused("-disable can't be combined", "-disable", "-force", NODE);
    refused("-deadline can't be combined", "-enable", "-deadline=1m", "-force", NODE);
    refused("-force and -no-deadline", "-enable", "-force", "-no-deadline", NODE);
    refused("A positive drain duration must be given", "-enable", "-deadline=0s", NODE);
    refused("Failed to parse deadline \"soon\"", "-enable", "-deadline=soon", NODE);
    refused("Node ID must be specified", "-enable");
  }

  private void refused(String text, String... flags) {
    String[] arguments = new String[flags.length + 2];
    arguments[0] = "node";
    arguments[1] = "drain";
    System.arraycopy(flags, 0, arguments, 2, flags.length);
    Ran ran = Ran.drover(server, arguments);
    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).contains(text);
  }

  @Test
  void aNodeIsMadeIneligible() {
    server.golden("nodes/002-list").answer("PUT", PATH + "/eligibility", 200, "{\"Index\":7}", 7);
    Ran ran = Ran.drover(server, "node", "eligibility", "-disable", "76c2");
    assertThat(ran.out())
        .isEqualTo("Node \"" + NODE + "\" scheduling eligibility set: ineligible for scheduling\n");
    assertThat(server.request("PUT", PATH + "/eligibility").json().get("Eligibility").asText())
        .isEqualTo("ineligible");
    assertThat(Ran.drover(server, "node", "eligibility", "76c2").err())
        .contains("Either the '-enable' or '-disable' flag must be set");
  }
}
