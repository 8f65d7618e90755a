package io.drover.jobspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.jobspec.agent.AgentConfig;
import io.drover.jobspec.agent.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFileTest {

  private static final String FULL =
      """
      # An agent that is both.
      region = "eu"
      datacenter = "fra1"
      data_dir = "/var/lib/drover"
      bind_addr = "{{ GetInterfaceIP \\"eth0\\" }}"
      log_level = "WARN"
      ports { http = 5646 rpc = 5647 }
      advertise = {
        http = "10.0.0.1:5646"
      }
      server {
        enabled = true
        bootstrap_expect = 3
        heartbeat_grace = "1m30s"
        node_gc_threshold = "48h"
        server_join {
          retry_join = ["10.0.0.2", "10.0.0.3:5648"]
        }
      }
      client {
        enabled = "true"
        node_class = "big"
        meta { "rack" = "r1", "x.y" = 7 }
        options = { "driver.raw_exec.enable" = "1" }
        servers = ["10.0.0.1:4647",]
        reserved { cpu = 500 memory = 256 reserved_ports = "22,80" }
        host_volume "certs" {
          path = "/etc/ssl"
          read_only = true
        }
        host_network "public" { cidr = "203.0.113.0/24" }
      }
      plugin "raw_exec" {
        config {
          enabled = true
          volumes { enabled = false }
        }
      }
      acl { enabled = true }
      limits { http_max_conns_per_client = 10 }
      telemetry { collection_interval = "5s" prometheus_metrics = true statsd_address = "x:1" }
      http_api_response_headers { "Access-Control-Allow-Origin" = "*" }
      consul { address = "127.0.0.1:8500" }
      """;

  @Test
  void readsEveryKindOfSetting() throws AgentFileException {
    AgentConfig config = AgentFile.parse("agent.hcl", FULL);
    assertThat(config.warnings()).isEmpty();
    assertThat(config.region()).isEqualTo("eu");
    assertThat(config.bindAddr()).isEqualTo("{{ GetInterfaceIP \"eth0\" }}");
    assertThat(config.ports()).isEqualTo(new AgentConfig.Ports(5646, 5647, 4648));
    assertThat(config.advertise().http()).isEqualTo("10.0.0.1:5646");
    assertThat(config.server().enabled()).isTrue();
    assertThat(config.server().bootstrapExpect()).isEqualTo(3);
    assertThat(config.server().heartbeatGrace()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.server().nodeGcThreshold()).isEqualTo(Duration.ofHours(48));
    assertThat(config.server().retryJoin()).containsExactly("10.0.0.2", "10.0.0.3:5648");
    assertThat(config.client().enabled()).isTrue();
    assertThat(config.client().meta()).isEqualTo(Map.of("rack", "r1", "x.y", "7"));
    assertThat(config.client().options()).containsEntry("driver.raw_exec.enable", "1");
    assertThat(config.client().servers()).containsExactly("10.0.0.1:4647");
    assertThat(config.client().reserved().cpuMhz()).isEqualTo(500);
    assertThat(config.client().hostVolumes())
        .containsEntry("certs", new AgentConfig.HostVolume("/etc/ssl", true));
    assertThat(config.client().hostNetworks().get("public").cidr()).isEqualTo("203.0.113.0/24");
    assertThat(config.plugins().get("raw_exec"))
        .isEqualTo(Map.of("enabled", true, "volumes", Map.of("enabled", false)));
    assertThat(config.acl().enabled()).isTrue();
    assertThat(config.limits().httpMaxConnsPerClient()).isEqualTo(10);
    assertThat(config.telemetry().collectionInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.telemetry().raw()).containsEntry("statsd_address", "x:1");
    assertThat(config.httpApiResponseHeaders()).hasSize(1);
    assertThat(config.consul()).containsEntry("address", "127.0.0.1:8500");
  }

  @Test
  void anEmptyFileGivesTheDefaults() throws AgentFileException {
    AgentConfig config = AgentFile.parse("agent.hcl", "");
    assertThat(config).isEqualTo(AgentConfig.defaults());
    assertThat(config.region()).isEqualTo("global");
    assertThat(config.datacenter()).isEqualTo("dc1");
    assertThat(config.bindAddr()).isEqualTo("0.0.0.0");
    assertThat(config.logLevel()).isEqualTo("INFO");
    assertThat(config.ports()).isEqualTo(new AgentConfig.Ports(4646, 4647, 4648));
  }

  @Test
  void jsonSaysTheSame() throws AgentFileException {
    String json =
        """
        {"server": [{"enabled": true}], "client": {"meta": {"a": "b"}},
         "plugin": [{"raw_exec": [{"config": [{"enabled": true}]}]}, {"exec": {}}]}
        """;
    AgentConfig config = AgentFile.parse("agent.json", json);
    assertThat(config.server().enabled()).isTrue();
    assertThat(config.client().meta()).containsEntry("a", "b");
    assertThat(config.plugins()).containsKeys("raw_exec", "exec");
    assertThat(config.plugins().get("raw_exec")).containsEntry("enabled", true);
  }

  @Test
  void unknownKeysAreWarningsWithTheirPlace() throws AgentFileException {
    AgentConfig config =
        AgentFile.parse("agent.hcl", "regoin = \"x\"\nserver {\n  enabled = true\n  foo = 1\n}\n");
    assertThat(config.warnings())
        .containsExactlyInAnyOrder(
            "agent.hcl:1: unknown key regoin", "agent.hcl:4: unknown key server.foo");
    assertThat(AgentFile.parse("agent.json", "{\n \"foo\": 1\n}").warnings())
        .containsExactly("agent.json:2: unknown key foo");
  }

  @Test
  void wrongTypesNameFileLineAndWhatWasExpected() {
    assertThatThrownBy(
            () ->
                AgentFile.parse(
                    "agent.hcl",
                    "ports {\n  http = \"many\"\n}\nserver {\n  heartbeat_grace = \"5\"\n}\n"
                        + "client = 3\n"))
        .isInstanceOf(AgentFileException.class)
        .hasMessageContaining("agent.hcl:2: ports.http: expected a whole number, found \"many\"")
        .hasMessageContaining("agent.hcl:5: server.heartbeat_grace: expected a duration")
        .hasMessageContaining("agent.hcl:7: client: expected a block, found 3");
  }

  @Test
  void aTextThatDoesNotParseNamesItsPlace() {
    assertThatThrownBy(() -> AgentFile.parse("agent.hcl", "a = 1\nb = [\n"))
        .hasMessageContaining("agent.hcl:3");
    assertThatThrownBy(() -> AgentFile.parse("agent.json", "{\n\"a\": }"))
        .hasMessageContaining("agent.json:2");
  }

  @Test
  void laterFilesWinAndBlocksMerge(@TempDir Path folder) throws IOException, AgentFileException {
    Path conf = Files.createDirectory(folder.resolve("conf"));
    Files.writeString(conf.resolve("b.hcl"), "client { meta { a = \"2\" } }\nname = \"b\"");
    Files.writeString(
        conf.resolve("a.hcl"), "client { meta { a = \"1\" b = \"1\" } }\nname = \"a\"");
    Files.writeString(conf.resolve("c.json"), "{\"region\": \"r\"}");
    Files.writeString(conf.resolve("d.txt"), "not read {{{");
    Path last = Files.writeString(folder.resolve("last.hcl"), "region = \"last\"");
    AgentConfig config = AgentFile.load(List.of(conf, last));
    assertThat(config.name()).isEqualTo("b");
    assertThat(config.client().meta()).isEqualTo(Map.of("a", "2", "b", "1"));
    assertThat(config.region()).isEqualTo("last");
  }

  @Test
  void aMissingFileIsAProblem() {
    assertThatThrownBy(() -> AgentFile.load(List.of(Path.of("nowhere.hcl"))))
        .isInstanceOf(AgentFileException.class)
        .hasMessageContaining("nowhere.hcl");
  }

  @Test
  void theDocumentMakesAnEqualConfiguration() throws AgentFileException {
    AgentConfig config = AgentFile.parse("agent.hcl", FULL);
    assertThat(AgentConfig.fromJson(config.toJson())).isEqualTo(config);
    assertThat(AgentConfig.fromJson(AgentConfig.dev().toJson())).isEqualTo(AgentConfig.dev());
  }

  @Test
  void flagsWinOverFilesAndDevLiesUnderThem() throws AgentFileException {
    CommandLine none = CommandLine.none();
    CommandLine flags =
        new CommandLine(
            Optional.of("n1"),
            none.bind(),
            Optional.of("/d"),
            none.region(),
            Optional.of("dc9"),
            none.logLevel(),
            Optional.of(true),
            false,
            false,
            true,
            List.of("10.0.0.9"),
            Optional.of(5),
            Map.of("k", "v"),
            none.nodeClass(),
            Optional.of("gold"));
    AgentConfig config =
        AgentFile.parse("agent.hcl", "log_level = \"TRACE\"\nclient { servers = [\"a\"] }")
            .with(flags);
    assertThat(config.name()).isEqualTo("n1");
    assertThat(config.dataDir()).isEqualTo("/d");
    assertThat(config.datacenter()).isEqualTo("dc9");
    assertThat(config.bindAddr()).isEqualTo("127.0.0.1");
    assertThat(config.logLevel()).isEqualTo("TRACE");
    assertThat(config.acl().enabled()).isTrue();
    assertThat(config.server().enabled()).isTrue();
    assertThat(config.server().bootstrapExpect()).isEqualTo(5);
    assertThat(config.client().enabled()).isTrue();
    assertThat(config.client().servers()).containsExactly("a", "10.0.0.9");
    assertThat(config.client().meta()).containsEntry("k", "v");
    assertThat(config.client().nodePool()).isEqualTo("gold");
    assertThat(config.plugins().get("raw_exec")).containsEntry("enabled", true);
  }
}
