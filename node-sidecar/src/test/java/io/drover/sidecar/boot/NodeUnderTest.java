package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** A sidecar in this JVM with a control plane of its own, and a cgroup root of its own. */
public final class NodeUnderTest implements AutoCloseable {

  final FakeControlPlane server;
  final Path dataDir;
  final String cgroupRoot = "drover-test-" + UUID.randomUUID().toString().substring(0, 8);
  private Sidecar sidecar;

  NodeUnderTest(Path directory) throws IOException {
    this(directory, Map.of());
  }

  /**
   * @param more members of the configuration
   */
  NodeUnderTest(Path directory, Map<String, Object> more) throws IOException {
    assumeRoot();
    server = new FakeControlPlane();
    dataDir = directory.resolve("data");
    sidecar =
        Sidecar.start(
            ConfigFile.read(configFile(dataDir, server.address(), cgroupRoot, true, more)), "test");
  }

  static void assumeRoot() {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"),
        "real cgroups and mounts need root");
  }

  static Path configFile(Path dataDir, String address, String cgroupRoot, boolean devMode)
      throws IOException {
    return configFile(dataDir, address, cgroupRoot, devMode, Map.of());
  }

  static Path configFile(
      Path dataDir, String address, String cgroupRoot, boolean devMode, Map<String, Object> more)
      throws IOException {
    Path file = Files.createTempFile("node", ".json");
    file.toFile().deleteOnExit();
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "serverAddress",
                address,
                "dataDir",
                dataDir.toString(),
                "name",
                "n1",
                "cgroupParent",
                cgroupRoot,
                "networkAddress",
                "127.0.0.1",
                "options",
                Map.of("driver.raw_exec.enable", "1", "driver.mock_driver.enable", "1"),
                "meta",
                Map.of("rack", "r1"),
                "nodeClass",
                "alpha",
                "devMode",
                devMode));
    all.putAll(more);
    Files.writeString(file, Json.MAPPER.writeValueAsString(all));
    return file;
  }

  /** Has it run, and gives its id. */
  AllocId run(JobSpec job) throws IOException {
    return run(Jobs.alloc(job), job);
  }

  AllocId run(Allocation alloc, JobSpec job) throws IOException {
    server.want(alloc, job);
    return alloc.id();
  }

  void awaitStatus(AllocId id, String status) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> assertThat(server.status(id)).as(() -> describe(id)).isEqualTo(status));
  }

  private String describe(AllocId id) {
    return server.state(id) == null
        ? "nothing told"
        : server.state(id).getTaskStatesJson().toStringUtf8();
  }

  Path logs(AllocId id) {
    return dataDir.resolve("alloc").resolve(id.value()).resolve("alloc/logs");
  }

  String read(AllocId id, String file) throws IOException {
    return Files.readString(logs(id).resolve(file));
  }

  @Override
  public void close() throws Exception {
    sidecar.close();
    server.close();
  }
}
