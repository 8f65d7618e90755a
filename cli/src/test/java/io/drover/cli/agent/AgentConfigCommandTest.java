package io.drover.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.cli.Ran;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigCommandTest {

  @TempDir Path folder;

  private Path ports;

  /** The defaults may be in use on the machine that runs the test. */
  @BeforeEach
  void freePorts() throws IOException {
    ports = folder.resolve("ports.hcl");
    try (ServerSocket http = free();
        ServerSocket rpc = free();
        ServerSocket serf = free();
        ServerSocket grid = free()) {
      Files.writeString(
          ports,
          """
          ports {
            http = %d
            rpc  = %d
            serf = %d
          }
          drover { gridPort = %d }
          """
              .formatted(
                  http.getLocalPort(),
                  rpc.getLocalPort(),
                  serf.getLocalPort(),
                  grid.getLocalPort()));
    }
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private Ran resolve(String... arguments) {
    return Ran.with(
        Map.of(),
        "",
        Stream.concat(Stream.of("agent-config", "-config=" + ports), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static JsonNode json(Path file) throws IOException {
    return Json.MAPPER.readTree(file.toFile());
  }

  @Test
  void devModeRunsBothOnTheLoopbackWithATemporaryFolder() throws IOException {
    Ran ran = resolve("-dev");
    Path data = null;
    try {
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out())
          .contains("AGENT_SERVER='1'\n")
          .contains("AGENT_CLIENT='1'\n")
          .contains("AGENT_TEMPORARY='1'\n")
          .contains("AGENT_HTTP_BIND='127.0.0.1'\n")
          .contains("==> Drover agent configuration:")
          .contains("             Node Name: ");
      data = Path.of(value(ran, "AGENT_DATA_DIR"));
      assertThat(json(data.resolve("agent.json")).path("dev").asBoolean()).isTrue();
      assertThat(json(data.resolve("node.json")).path("serverAddress").asText())
          .isEqualTo("127.0.0.1:" + value(ran, "AGENT_RPC_PORT"));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("agent.json"))))
          .isEqualTo("rw-------");
    } finally {
      if (data != null) {
        Files.deleteIfExists(data.resolve("agent.json"));
        Files.deleteIfExists(data.resolve("node.json"));
        Files.deleteIfExists(data);
      }
    }
  }

  private static String value(Ran ran, String name) {
    return ran.out()
        .lines()
        .filter(l -> l.startsWith(name + "='"))
        .map(l -> l.substring(name.length() + 2, l.length() - 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void flagsWinOverFilesAndServersAndMetaAreAdded() throws IOException {
    Path file = folder.resolve("agent.hcl");
    Files.writeString(
        file,
        """
        region    = "file"
        name      = "from-file"
        frobnicate = 1
        client {
          enabled = true
          servers = ["10.0.0.1"]
          meta { a = "1" }
          no_host_uuid = true
          host_volume "v" { path = "/srv" }
        }
        """);
    Path data = folder.resolve("data");
    Ran ran =
        resolve(
            "-config",
            file.toString(),
            "-data-dir=" + data,
            "-region=flag",
            "-node-class",
            "big",
            "-servers=h1,[::1]:99",
            "-meta=b=2,c=x=y");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("==> Warning: " + file + ":3: unknown key frobnicate");
    assertThat(ran.err()).contains("==> Warning: client.no_host_uuid has no effect yet");
    assertThat(value(ran, "AGENT_SERVER")).isEmpty();
    JsonNode node = json(data.resolve("node.json"));
    assertThat(node.path("name").asText()).isEqualTo("from-file");
    assertThat(node.path("region").asText()).isEqualTo("flag");
    assertThat(node.path("nodeClass").asText()).isEqualTo("big");
    assertThat(node.path("serverAddress").asText()).isEqualTo("10.0.0.1:4647,h1:4647,[::1]:99");
    assertThat(node.path("hostVolumes").path("v").path("path").asText()).isEqualTo("/srv");
    assertThat(node.path("meta").path("a").asText()).isEqualTo("1");
    assertThat(node.path("meta").path("c").asText()).isEqualTo("x=y");
  }

  @Test
  void theNodeKnowsWhereVaultIsAndNotTheServersToken() throws IOException {
    Path file = folder.resolve("vault.hcl");
    Path data = folder.resolve("data");
    Files.writeString(
        file,
        """
        client { enabled = true }
        vault {
          enabled         = true
          address         = "https://vault.test:8200"
          token           = "s.secret"
          ca_file         = "/ca.pem"
          tls_server_name = "vault"
          tls_skip_verify = true
        }
        """);
    Ran ran = resolve("-config", file.toString(), "-data-dir=" + data, "-servers=h1");
    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode node = json(data.resolve("node.json"));
    assertThat(node.path("vault"))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"enabled":true,"address":"https://vault.test:8200","namespace":"","caFile":"/ca.pem",
                 "caPath":"","certFile":"","keyFile":"","tlsServerName":"vault","tlsSkipVerify":true}
                """));
    assertThat(node.toString()).doesNotContain("s.secret");
  }

  @Test
  void whatIsMissingIsSaidAtOnce() {
    Ran ran = resolve();
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .contains("Must specify either server, client or dev mode for the agent.")
        .contains("Must specify \"data_dir\" config option or \"data-dir\" CLI flag");
    assertThat(resolve("-client", "-data-dir=" + folder).err())
        .contains("A node needs a server to call");
    assertThat(resolve("-server", "-data-dir=" + folder, "-log-level=loud").err())
        .contains("not \"LOUD\"");
    assertThat(resolve("-dev", "-meta=a").err()).contains("-meta takes KEY=VALUE");
  }

  @Test
  void aRefusedDevModeLeavesNoFolderBehind() throws IOException {
    long before = temporaryFolders();
    assertThat(resolve("-dev", "-log-level=loud").code()).isEqualTo(1);
    assertThat(temporaryFolders()).isEqualTo(before);
  }

  private static long temporaryFolders() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(p -> p.getFileName().toString().startsWith("drover-dev-")).count();
    }
  }

  @Test
  void aFileThatDoesNotParseIsNamedWithItsLine() throws IOException {
    Path file = folder.resolve("bad.hcl");
    Files.writeString(file, "region = \"x\"\nserver {\n");
    Ran ran = resolve("-config=" + file);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).startsWith("Error loading configuration:\n").contains("bad.hcl");
    assertThat(resolve("-config=/nowhere/x").err()).contains("/nowhere/x");
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = free()) {
      Files.writeString(ports, "ports { http = %d }\n".formatted(taken.getLocalPort()));
      Ran ran = resolve("-dev", "-data-dir=" + folder.resolve("d"));
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err())
          .contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (http)");
    }
  }

  @Test
  void aQuoteInAValueCannotEndItsString() {
    assertThat(new ShellLines().put("A", "it's; rm -rf $HOME `x`").toString())
        .isEqualTo("A='it'\\''s; rm -rf $HOME `x`'\n");
  }
}
