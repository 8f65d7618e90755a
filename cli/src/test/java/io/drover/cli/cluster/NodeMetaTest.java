package io.drover.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeMetaTest {

  private static final String PATH = "/v1/client/metadata";

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void metadataIsShownInItsThreeParts() {
    server.answer(
        PATH, "{\"Meta\":{\"rack\":\"r1\"},\"Dynamic\":{\"a\":null},\"Static\":{\"rack\":\"r1\"}}");
    assertThat(Ran.drover(server, "node", "meta", "read").out())
        .isEqualTo(
            """
            All Meta
            rack = r1

            Dynamic Meta
            a = <unset>

            Static Meta
            rack = r1
            """);
    assertThat(server.requests().getLast().query()).isEmpty();
  }

  @Test
  void recordedMetadataIsRead() {
    server.golden("client/089-metadata-read");
    assertThat(Ran.drover(server, "node", "meta", "read").out())
        .contains("zone                      = z1")
        .contains("Dynamic Meta\n<none>\n");
  }

  @Test
  void pairsAreSetAndKeysRemoved() {
    server.golden("nodes/002-list").answer("POST", PATH, 200, "{}", 1);
    assertThat(
            Ran.drover(
                    server, "node", "meta", "apply", "-unset", "x,y", "a=1", "b.c=two words", "d=")
                .err())
        .isEmpty();
    assertThat(server.requests().getLast().json().toString())
        .isEqualTo(
            "{\"Meta\":{\"x\":null,\"y\":null,\"a\":\"1\",\"b.c\":\"two words\",\"d\":\"\"}}");
  }

  @Test
  void whatIsNoPairIsRefused() {
    assertThat(Ran.drover(server, "node", "meta", "apply").err()).contains("Nothing to change");
    assertThat(Ran.drover(server, "node", "meta", "apply", "a").err()).contains("key=value");
    assertThat(server.requests()).isEmpty();
  }
}
