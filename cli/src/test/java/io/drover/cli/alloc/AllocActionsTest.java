package io.drover.cli.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AllocActionsTest {

  private static final String ID = "731de338-3915-ee55-4117-80bbe57d54d3";
  private static final String ACTION = "/v1/client/allocation/" + ID + "/";
  private static final String FILES = "/v1/client/fs/";

  private final StubServer server = new StubServer();

  @BeforeEach
  void allocation() {
    server
        .golden("client/001-alloc")
        .answer("/v1/allocations", "[" + StubServer.body("client/001-alloc") + "]");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRestartNamesATaskOrAllOfThem() {
    server.answer("PUT", ACTION + "restart", 200, "{\"Index\":0}", 1);
    assertThat(Ran.drover(server, "alloc", "restart", "731d", "main").err()).isEmpty();
    assertThat(server.request("PUT", ACTION + "restart").json().toString())
        .isEqualTo("{\"TaskName\":\"main\",\"AllTasks\":false}");
    assertThat(Ran.drover(server, "alloc", "restart", "-all-tasks", "731d").code()).isZero();
    assertThat(server.requests().getLast().json().toString())
        .isEqualTo("{\"TaskName\":\"\",\"AllTasks\":true}");
    assertThat(Ran.drover(server, "alloc", "restart", "-all-tasks", "731d", "main").err())
        .contains("exclude each other");
    assertThat(Ran.drover(server, "alloc", "restart", "-task", "zz", "731d").err())
        .contains("no task \"zz\"");
  }

  @Test
  void aRestartThatFailsIsToldInTheServersWords() {
    server.answer("PUT", ACTION + "restart", 500, "Task not running", 1);
    Ran ran = Ran.drover(server, "alloc", "restart", "731d", "dead");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            "Error: Failed to restart allocation: "
                + "Unexpected response code: 500 (Task not running)\n");
  }

  @Test
  void aSignalIsSentByName() {
    server.answer("PUT", ACTION + "signal", 200, "{\"Index\":0}", 1);
    assertThat(Ran.drover(server, "alloc", "signal", "-s", "SIGHUP", "731d", "main").err())
        .isEmpty();
    assertThat(server.requests().getLast().json().toString())
        .isEqualTo("{\"Signal\":\"SIGHUP\",\"Task\":\"main\"}");
    Ran.drover(server, "alloc", "signal", "731d");
    assertThat(server.requests().getLast().json().toString())
        .isEqualTo("{\"Signal\":\"SIGKILL\",\"Task\":\"\"}");
  }

  @Test
  void anAllocationIsStoppedAndItsEvaluationNamed() {
    server.answer("PUT", "/v1/allocation/" + ID + "/stop", 200, "{\"EvalID\":\"e1\"}", 1);
    Ran ran = Ran.drover(server, "alloc", "stop", "-detach", "-no-shutdown-delay", "731d");
    assertThat(ran.out()).isEqualTo("e1\n");
    assertThat(server.requests().getLast().query())
        .isEqualTo("namespace=default&no_shutdown_delay=true");
  }

  @Test
  void checksAreShownOneByOne() {
    server.answer(ACTION + "checks", "null");
    assertThat(Ran.drover(server, "alloc", "checks", "731d").out()).isEqualTo("No checks found\n");
    StubServer other = new StubServer();
    try (other) {
      other
          .golden("client/001-alloc")
          .answer("/v1/allocations", "[" + StubServer.body("client/001-alloc") + "]")
          .answer(
              ACTION + "checks",
              """
              {"0123456789abcdef":{"Check":"up","Group":"cl-main.grp[0]","Task":"main",
              "Service":"web","Status":"success","Mode":"healthiness","Timestamp":1795328400,
              "Output":"nomad: http ok"}}""");
      assertThat(Ran.drover(other, "alloc", "checks", "731d").out())
          .isEqualTo(
              """
              Status of 1 check

              ID        = 01234567
              Name      = up
              Group     = cl-main.grp[0]
              Task      = main
              Service   = web
              Status    = success
              Mode      = healthiness
              Timestamp = 2026-11-22T06:20:00Z
              Output    = nomad: http ok
              """);
    }
  }

  @Test
  void aDirectoryIsListed() {
    server
        .goldenAt("client/017-stat-dir", "GET", FILES + "stat/" + ID)
        .goldenAt("client/004-ls-root", "GET", FILES + "ls/" + ID);
    assertThat(Ran.drover(server, "alloc", "fs", "731d").out())
        .isEqualTo(
            """
            Mode        Size     Modified Time         Name
            drwxrwxrwx  4.0 KiB  2026-11-22T06:19:59Z  alloc/
            drwxrwxrwx  4.0 KiB  2026-11-22T06:20:00Z  dead/
            drwxrwxrwx  4.0 KiB  2026-11-22T06:20:00Z  ex/
            drwxrwxrwx  4.0 KiB  2026-11-22T06:20:00Z  main/
            """);
    assertThat(Ran.drover(server, "fs", "-H", "731d", "/").out())
        .contains("4096  2026-11-22T06:19:59.941145276Z  alloc/");
    assertThat(Ran.drover(server, "alloc", "fs", "-tail", "731d", "/").err())
        .isEqualTo("\"/\" is a directory\n");
  }

  @Test
  void aFileIsShownWholeInPartOrAsWhatItIs() {
    server
        .goldenAt("client/016-stat-file", "GET", FILES + "stat/" + ID)
        .answer(FILES + "stream/" + ID, "{\"Data\":\"aGVsbG8K\"}{}{\"Data\":\"d29ybGQK\"}")
        .answer(FILES + "readat/" + ID, "hello\nworld\n");
    assertThat(Ran.drover(server, "alloc", "fs", "731d", "a.txt").out())
        .isEqualTo("hello\nworld\n");
    assertThat(server.requests().getLast().query())
        .isEqualTo("namespace=default&path=a.txt&offset=0&follow=false");
    Ran.drover(server, "alloc", "fs", "-tail", "-n=1", "-f", "731d", "a.txt");
    assertThat(server.requests().getLast().query())
        .isEqualTo("namespace=default&path=a.txt&offset=6");
    Ran.drover(server, "alloc", "fs", "-tail", "-c", "2", "731d", "a.txt");
    assertThat(server.requests().getLast().query())
        .isEqualTo("namespace=default&path=a.txt&offset=10&follow=false");
    assertThat(Ran.drover(server, "alloc", "fs", "-stat", "731d", "a.txt").out())
        .isEqualTo(
            """
            Mode        Size  Modified Time         Content Type               Name
            -rw-r--r--  12 B  2026-11-22T06:20:00Z  text/plain; charset=utf-8  a.txt
            """);
    assertThat(Ran.drover(server, "alloc", "fs", "-n", "3", "731d", "a.txt").err())
        .contains("need -tail");
  }

  @Test
  void aMissingFileIsToldWithItsPath() {
    server.answer("GET", FILES + "stat/" + ID, 404, "stat /a/nope: no such file or directory", 1);
    Ran ran = Ran.drover(server, "alloc", "fs", "731d", "nope");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith("Error: Error reading \"nope\": Unexpected response code: 404");
  }
}
