package io.drover.cli.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AllocCommandsTest {

  private static final String ID = "731de338-3915-ee55-4117-80bbe57d54d3";
  private static final String LOGS = "/v1/client/fs/logs/" + ID;

  private final StubServer server = new StubServer();

  @BeforeEach
  void allocation() {
    server
        .golden("client/001-alloc")
        .answer("/v1/allocations", "[" + StubServer.body("client/001-alloc") + "]")
        .golden("client/078-alloc-stats");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anAllocationIsShownWithItsTasks() {
    Ran ran = Ran.drover(server, "alloc", "status", "731");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith(
            """
            ID                  = 731de338-3915-ee55-4117-80bbe57d54d3
            Eval ID             = 1e754ad9
            Name                = cl-main.grp[0]
            Node ID             = 2bb6d314
            Node Name           = golden-a
            Job ID              = cl-main
            Job Version         = 0
            Client Status       = running
            Client Description  = Tasks are running
            Desired Status      = run
            Desired Description = <none>
            Created             = 40m ago
            Modified            = 39m59s ago
            Deployment ID       = 52d02cee
            Deployment Health   = unset

            Allocation Addresses:
            Label     Dynamic  Address
            *adm      no       192.0.2.2:18123
            *http     yes      192.0.2.2:30142 -> 8080
            """)
        .contains(
            """
            Task "main" is "running"
            Task Resources:
            CPU         Memory         Disk    Addresses
            20/100 MHz  57 MiB/64 MiB  50 MiB

            Task Events:
            Started At     = 2026-11-22T06:20:00Z
            Finished At    = N/A
            Total Restarts = 0
            Last Restart   = N/A

            Recent Events:
            Time                  Type        Description
            2026-11-22T06:20:00Z  Started     Task started by client
            2026-11-22T06:20:00Z  Task Setup  Building Task Directory
            2026-11-22T06:19:59Z  Received    Task received by client
            """)
        .contains("Task \"dead\" (prestart) is \"dead\"");
  }

  @Test
  void anOddPrefixIsShortenedForTheServerAndComparedHere() {
    Ran.drover(server, "alloc", "status", "731");
    assertThat(server.request("GET", "/v1/allocations").query()).isEqualTo("prefix=73");
    Ran wrong = Ran.drover(server, "alloc", "status", "73f");
    assertThat(wrong.err()).isEqualTo("No allocation(s) with prefix or id \"73f\" found\n");
    assertThat(Ran.drover(server, "alloc", "status", "7").err())
        .contains("at least two characters");
    assertThat(Ran.drover(server, "alloc", "status", "xyz").err())
        .contains("not the beginning of an id");
  }

  @Test
  void aServerThatMeasuresNothingIsNoReasonToComplain() {
    try (StubServer bare =
        new StubServer()
            .golden("client/001-alloc")
            .answer("/v1/allocations", "[" + StubServer.body("client/001-alloc") + "]")) {
      Ran ran = Ran.drover(bare, "alloc", "status", ID);
      assertThat(ran.code()).isZero();
      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("\n100 MHz  64 MiB  50 MiB\n");
    }
  }

  @Test
  void placementAndMeasurementsInDetailOnRequest() {
    assertThat(Ran.drover(server, "alloc", "status", "-verbose", ID).out())
        .contains("Placement Metrics\nNode  ")
        .contains("Eval ID             = 1e754ad9-f958-4ea9-eeed-6a2ead6d4fb2");
    assertThat(Ran.drover(server, "alloc", "status", "-stats", ID).out())
        .contains("Memory Stats\nRSS     Swap\n57 MiB  0 B\n");
    assertThat(Ran.drover(server, "alloc", "status", "-short", ID).out())
        .containsPattern("main +running +Started +2026-11-22T06:20:00Z +main");
  }

  @Test
  void logsAreCopiedAsTheyAreWhenFollowed() {
    server.golden("client/063-logs-follow-plain");
    Ran ran = Ran.drover(server, "alloc", "logs", "-f", "731d", "main");
    assertThat(ran.out()).isEqualTo(" 10\ntick 11\ntick 12\ntick 13\ntick 14\ntick 15\n");
    assertThat(server.request("GET", LOGS).query())
        .contains("task=main")
        .contains("type=stdout")
        .contains("plain=true")
        .contains("follow=true");
  }

  @Test
  void standardErrorGoesToStandardError() {
    server.answer(LOGS, "oops\n");
    Ran ran = Ran.drover(server, "alloc", "logs", "-stderr", "-task=main", ID);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).isEqualTo("oops\n");
  }

  @Test
  void theTailIsAskedForInBytesThatHoldThatManyLines() {
    server.answer(LOGS, "one\ntwo\nthree\n").answer(LOGS, "two\nthree\n");
    Ran ran = Ran.drover(server, "alloc", "logs", "-tail", "-n", "2", ID, "main");
    assertThat(ran.out()).isEqualTo("two\nthree\n");
    assertThat(server.requests().getLast().query()).contains("origin=end").contains("offset=10&");
  }

  @Test
  void lastLinesAreCountedFromTheEnd() {
    byte[] text = "a\nbb\nccc".getBytes(StandardCharsets.UTF_8);
    assertThat(Tail.lastLines(text, 1)).isEqualTo(3);
    assertThat(Tail.lastLines(text, 2)).isEqualTo(6);
    assertThat(Tail.lastLines(text, 9)).isEqualTo(8);
    assertThat(Tail.lastLines(text, 0)).isZero();
    assertThat(Tail.lastLines(new byte[0], 3)).isZero();
  }

  @Test
  void severalTasksNeedAName() {
    Ran ran = Ran.drover(server, "alloc", "logs", ID);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("several tasks, name one of: dead, ex, main");
    assertThat(Ran.drover(server, "alloc", "logs", ID, "zz").err()).contains("no task \"zz\"");
  }

  @Test
  void flagsThatContradictAreRefused() {
    assertThat(Ran.drover(server, "alloc", "logs", "-n=3", ID).err())
        .contains("-n and -c need -tail");
    assertThat(Ran.drover(server, "alloc", "logs", "-stderr", "-stdout", ID).err())
        .contains("exclude");
    assertThat(Ran.drover(server, "alloc", "logs", "-tail", "-n=-1", ID).code()).isEqualTo(1);
  }
}
