package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void withoutArgumentsTheCommandsAreListedAndThatIsAnError() {
    Ran ran = Ran.with(Map.of(), "");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("Usage: drover <command>").contains("  job run  ");
  }

  @Test
  void helpIsNoError() {
    for (String word : new String[] {"-h", "-help", "--help", "help"}) {
      Ran ran = Ran.with(Map.of(), "", word);
      assertThat(ran.code()).isZero();
      assertThat(ran.out()).contains("alloc logs").doesNotContain("agent-config");
    }
    assertThat(Ran.with(Map.of(), "", "job", "-help").out())
        .contains("job stop")
        .doesNotContain("node");
  }

  @Test
  void aCommandsHelpNamesItsFlags() {
    Ran ran = Ran.with(Map.of(), "", "job", "run", "-help");
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("drover job run")
        .contains("-check-index=INDEX")
        .contains("-address=URL");
  }

  @Test
  void allSpellingsOfVersionPrintTheSame() {
    String expected = Ran.with(Map.of(), "", "version").out();
    assertThat(expected).startsWith("Drover v");
    assertThat(Ran.with(Map.of(), "", "-version").out()).isEqualTo(expected);
    assertThat(Ran.with(Map.of(), "", "--version").out()).isEqualTo(expected);
  }

  @Test
  void anUnknownCommandAndAnUnknownFlagAreErrors() {
    Ran command = Ran.with(Map.of(), "", "frobnicate");
    assertThat(command.code()).isEqualTo(1);
    assertThat(command.err()).contains("no command \"frobnicate\"");
    Ran flag = Ran.with(Map.of(), "", "job", "status", "-frob");
    assertThat(flag.code()).isEqualTo(1);
    assertThat(flag.err()).contains("-frob").contains("drover job status -help");
  }

  @Test
  void aliasesAndDoubleDashesAreAccepted() {
    try (StubServer server = new StubServer().answer("/v1/jobs", "[]")) {
      Ran ran = Ran.with(Map.of(), "", "status", "--address=" + server.address(), "--no-color");
      assertThat(ran.out()).isEqualTo("No running jobs\n");
      assertThat(ran.code()).isZero();
    }
  }

  @Test
  void aRefusedConnectionNamesTheAddressAndWhatToTry() {
    Ran ran = Ran.with(Map.of(), "", "job", "status", "-address=http://127.0.0.1:1");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("http://127.0.0.1:1 does not accept connections")
        .contains("drover dev")
        .contains("DROVER_ADDR");
  }

  @Test
  void anAddressThatIsNoneIsRefusedBeforeAnythingIsSent() {
    for (String address : new String[] {"ftp://x", "http://", "http://a b", "http://h/?x=1"}) {
      Ran ran = Ran.with(Map.of(), "", "job", "status", "-address=" + address);
      assertThat(ran.code()).as(address).isEqualTo(1);
      assertThat(ran.err()).contains("is no address of a server");
    }
  }

  @Test
  void anErrorOfTheServerIsShownWithItsCode() {
    try (StubServer server =
        new StubServer().answer("GET", "/v1/jobs", 500, "No cluster leader\n", 0)) {
      Ran ran = Ran.drover(server, "job", "status");
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err())
          .isEqualTo(
              "Error: Error querying jobs: Unexpected response code: 500 (No cluster leader)\n");
    }
  }

  @Test
  void anAnswerThatIsNoJsonIsAnError() {
    try (StubServer server = new StubServer().answer("/v1/jobs", "<html>")) {
      Ran ran = Ran.drover(server, "job", "status");
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err()).contains("not the JSON that was expected");
    }
  }

  @Test
  void tokenNamespaceAndRegionComeFromFlagsOrEitherEnvironment() {
    try (StubServer server = new StubServer().answer("/v1/jobs", "[]")) {
      Ran.with(
          Map.of(
              "NOMAD_ADDR", server.address(),
              "NOMAD_TOKEN", "old",
              "DROVER_TOKEN", "new",
              "NOMAD_NAMESPACE", "team",
              "DROVER_REGION", "eu"),
          "",
          "job",
          "status");
      StubServer.Request first = server.requests().getFirst();
      assertThat(first.token()).isEqualTo("new");
      assertThat(first.query()).isEqualTo("region=eu&namespace=team");
      Ran.with(
          Map.of("NOMAD_ADDR", server.address(), "NOMAD_NAMESPACE", "team"),
          "",
          "job",
          "status",
          "-namespace",
          "*",
          "-token=t");
      assertThat(server.requests().getLast().query()).isEqualTo("namespace=*");
      assertThat(server.requests().getLast().token()).isEqualTo("t");
    }
  }

  @Test
  void controlCharactersOfAServerDoNotReachTheTerminal() {
    String job = "[{\"ID\":\"a\\u001b]0;owned\\u0007\",\"Type\":\"x\\ny\"}]";
    try (StubServer server = new StubServer().answer("/v1/jobs", job)) {
      Ran ran = Ran.drover(server, "job", "status");
      assertThat(ran.out())
          .contains("a\\u001b]0;owned\\u0007")
          .contains("x y")
          .doesNotContain("\u001b");
    }
  }
}
