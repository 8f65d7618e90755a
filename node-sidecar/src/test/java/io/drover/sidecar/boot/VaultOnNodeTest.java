package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.node.v1.DeriveVaultToken;
import io.drover.contract.node.v1.VaultTokens;
import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.vault.StandInVault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real tasks with tokens of a Vault that stands in. */
final class VaultOnNodeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BLOCK =
      "'Vault':{'Policies':['p'],'Env':true,'ChangeMode':'restart'}";

  @TempDir Path directory;

  private final AtomicInteger made = new AtomicInteger();
  private StandInVault vault;

  @BeforeEach
  void start() throws IOException {
    NodeUnderTest.assumeRoot();
    vault = new StandInVault();
  }

  @AfterEach
  void stop() {
    if (vault != null) {
      vault.close();
    }
  }

  private Map<String, Object> settings() {
    return Map.of("vault", Map.of("enabled", true, "address", vault.address()));
  }

  private VaultTokens tokens(DeriveVaultToken wanted) {
    VaultTokens.Builder answer = VaultTokens.newBuilder();
    for (String task : wanted.getTasksList()) {
      int number = made.incrementAndGet();
      vault.wrapped.put("wrapped-" + number, "token-" + number);
      answer.putWrapped(task, "wrapped-" + number);
    }
    return answer.build();
  }

  @Test
  void aTaskRunsWithItsTokenAndItsSecrets() throws Exception {
    vault.secret("kv/a", "{'data':{'k':'secret value'}}");
    try (NodeUnderTest node = new NodeUnderTest(directory, settings())) {
      node.server.tokens(this::tokens);
      String template =
          "'Templates':[{'DestPath':'local/f','EmbeddedTmpl':"
              + "'{{with secret `kv/a`}}{{.Data.k}}{{end}}','ChangeMode':'noop','Perms':'0644'}]";
      JobSpec job =
          Jobs.job(
              "batch",
              Jobs.raw(
                  "t",
                  "echo \"$VAULT_TOKEN\"; cat $NOMAD_SECRETS_DIR/vault_token; echo;"
                      + " cat $NOMAD_TASK_DIR/f",
                  Jobs.NO_RESTARTS,
                  BLOCK + "," + template));
      AllocId id = node.run(job);
      node.awaitStatus(id, "complete");
      assertThat(node.read(id, "t.stdout.0")).isEqualTo("token-1\ntoken-1\nsecret value");
      assertThat(node.server.hellos().getFirst().attributes())
          .containsEntry("vault.version", "1.14.1")
          .containsEntry("vault.accessible", "true")
          .containsEntry("vault.cluster_name", "vault-cluster");
    }
  }

  @Test
  void aTokenThatDiesRestartsTheTaskWithAnother() throws Exception {
    vault.leaseSeconds = 1;
    try (NodeUnderTest node = new NodeUnderTest(directory, settings())) {
      node.server.tokens(this::tokens);
      JobSpec job =
          Jobs.job(
              "service",
              Jobs.raw("t", "echo $VAULT_TOKEN; exec sleep 600", Jobs.NO_RESTARTS, BLOCK));
      AllocId id = node.run(job);
      node.awaitStatus(id, "running");
      await().atMost(PATIENCE).until(() -> vault.tokens.remove("token-1"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(node.read(id, "t.stdout.0")).isEqualTo("token-1\ntoken-2\n"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(node.server.events(id, "t"))
                      .anyMatch(event -> event.contains("Vault: new Vault token acquired")));
    }
  }

  @Test
  void whatTheServerRefusesEndsTheTask() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(directory, settings())) {
      node.server.tokens(
          wanted -> VaultTokens.newBuilder().setError("Job does not require Vault token").build());
      AllocId id = node.run(Jobs.job("batch", Jobs.raw("t", "echo ran", Jobs.NO_RESTARTS, BLOCK)));
      node.awaitStatus(id, "failed");
      assertThat(node.server.events(id, "t"))
          .anyMatch(
              event ->
                  event.contains(
                      "Vault: server failed to derive vault token: Job does not require Vault"
                          + " token"));
      assertThat(node.server.task(id, "t").startedAt()).isNull();
    }
  }

  @Test
  void aNodeWithoutVaultEndsTheTask() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(directory)) {
      AllocId id = node.run(Jobs.job("batch", Jobs.raw("t", "echo ran", Jobs.NO_RESTARTS, BLOCK)));
      node.awaitStatus(id, "failed");
      assertThat(node.server.events(id, "t"))
          .anyMatch(
              event ->
                  event.contains("Vault: failed to derive vault token: vault client not enabled"));
    }
  }

  @Test
  void aVaultThatIsAwayHoldsTheTaskUpUntilItIsBack() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(directory, settings())) {
      AtomicInteger asked = new AtomicInteger();
      node.server.tokens(
          wanted ->
              asked.incrementAndGet() == 1
                  ? VaultTokens.newBuilder()
                      .setError("Connection to Vault has not been established")
                      .setRecoverable(true)
                      .build()
                  : tokens(wanted));
      AllocId id =
          node.run(Jobs.job("batch", Jobs.raw("t", "echo $VAULT_TOKEN", Jobs.NO_RESTARTS, BLOCK)));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(node.server.status(id)).isEqualTo("complete"));
      assertThat(asked).hasValue(2);
      assertThat(node.read(id, "t.stdout.0")).isEqualTo("token-1\n");
    }
  }

  @Test
  void theNextSidecarGoesOnWithTheToken() throws Exception {
    String cgroupRoot = "drover-test-" + UUID.randomUUID().toString().substring(0, 8);
    try (FakeControlPlane server = new FakeControlPlane()) {
      server.tokens(this::tokens);
      Path config =
          NodeUnderTest.configFile(
              directory.resolve("data"), server.address(), cgroupRoot, false, settings());
      Process sidecar = SidecarProcess.start(config, directory.resolve("sidecar.log"));
      try {
        JobSpec job = Jobs.job("service", Jobs.raw("t", "exec sleep 600", Jobs.NO_RESTARTS, BLOCK));
        Allocation alloc = Jobs.alloc(job);
        server.want(alloc, job);
        awaitStatus(server, alloc.id(), "running");
        SidecarProcess.kill(sidecar);
        long before = renewals();
        sidecar = SidecarProcess.start(config, directory.resolve("sidecar.log"));
        await().atMost(PATIENCE).until(() -> renewals() > before);
        assertThat(made).as("tokens made").hasValue(1);
        assertThat(server.task(alloc.id(), "t").restarts()).isZero();
        server.stop(alloc.id());
        awaitStatus(server, alloc.id(), "complete");
      } finally {
        SidecarProcess.kill(sidecar);
        clearUp(cgroupRoot);
      }
    }
  }

  private long renewals() {
    return vault.requests.stream()
        .filter(one -> one.path().equals("auth/token/renew-self"))
        .filter(one -> one.token().equals("token-1"))
        .count();
  }

  private static void awaitStatus(FakeControlPlane server, AllocId id, String status) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.status(id)).isEqualTo(status));
  }

  private void clearUp(String cgroupRoot) throws IOException {
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    for (String name : tree.names()) {
      tree.destroy(name);
    }
    tree.removeRoot();
    for (Path mount : Mounts.below(directory)) {
      Mounts.unmount(mount);
    }
  }
}
