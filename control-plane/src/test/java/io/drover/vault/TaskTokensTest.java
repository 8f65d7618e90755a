package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.ClientStatus;
import io.drover.node.TokenMaker;
import io.drover.state.VaultAccessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskTokensTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final VaultWorld world = new VaultWorld();
  private StandInVault vault;
  private VaultConnection connection;
  private TaskTokens tokens;

  @BeforeEach
  void start() throws Exception {
    vault = new StandInVault();
  }

  @AfterEach
  void stop() {
    connection.close();
    vault.close();
  }

  private void connect(Map<String, Object> block) {
    connection = new VaultConnection(vault.settings(block), VaultConnection.Pace.USUAL);
    tokens = new TaskTokens(connection, world.store, world, world, Runnable::run);
    connection.start();
  }

  private void ready(Map<String, Object> block) {
    connect(block);
    await().atMost(PATIENCE).until(() -> connection.state() instanceof VaultConnection.State.Ready);
  }

  private TokenMaker.Made make(String... tasks) {
    return tokens
        .make(VaultWorld.NODE, VaultWorld.ALLOCATION, List.of(tasks))
        .toCompletableFuture()
        .join();
  }

  @Test
  void aTokenIsMadeWrappedAndItsAccessorIsKept() {
    ready(Map.of("task_token_ttl", "1h"));
    TokenMaker.Made made = make("t");
    assertThat(made.error()).isEmpty();
    assertThat(made.wrapped()).containsEntry("t", "wrapped-1");
    assertThat(made.toString()).doesNotContain("wrapped-1");
    StandInVault.Request request =
        vault.requests.stream()
            .filter(one -> one.path().equals("auth/token/create"))
            .findFirst()
            .orElseThrow();
    assertThat(request.wrapTtl()).isEqualTo("60s");
    assertThat(request.token()).isEqualTo(StandInVault.OWN);
    assertThat(request.body())
        .isEqualTo(
            StandInVault.json(
                "{'policies':['p1'],'meta':{'AllocationID':'a1','JobID':'j','TaskGroup':'g',"
                    + "'Task':'t','NodeID':'n1','Namespace':''},'ttl':'1h0m0s',"
                    + "'display_name':'a1-t','period':'1h0m0s'}"));
    VaultAccessor kept = world.store.current().vaultAccessorsOf(VaultWorld.ALLOCATION).getFirst();
    assertThat(kept)
        .isEqualTo(
            new VaultAccessor(
                "accessor-1",
                VaultWorld.ALLOCATION,
                VaultWorld.NODE,
                "t",
                3600,
                world.store.current().index()));
  }

  @Test
  void aRoleMakesTheTokensOfAServerThatIsNotRoot() {
    vault.tokens.put(StandInVault.OWN, StandInVault.token("nomad-server"));
    vault.roles.put("nomad", StandInVault.role());
    ready(Map.of("create_from_role", "nomad"));
    assertThat(make("t").wrapped()).containsKey("t");
    StandInVault.Request request =
        vault.requests.stream()
            .filter(one -> one.path().equals("auth/token/create/nomad"))
            .findFirst()
            .orElseThrow();
    assertThat(request.body().has("period")).isFalse();
  }

  @Test
  void whatNobodyMayAskForIsRefusedForGood() {
    ready(Map.of());
    world.job(VaultWorld.job(VaultWorld.task("t", "p1"), VaultWorld.task("plain")));
    assertThat(make()).isEqualTo(TokenMaker.Made.failed("no tasks specified", false));
    assertThat(make("t", "plain", "none").error())
        .isEqualTo("Requested Vault tokens for tasks without defined Vault policies: plain, none");
    assertThat(ask("n2", "a1").error()).isEqualTo("Node \"n2\" does not exist");
    assertThat(ask("n1", "a2").error()).isEqualTo("Allocation \"a2\" does not exist");
    world.job(VaultWorld.job(VaultWorld.task("plain")));
    assertThat(make("plain").error()).isEqualTo("Job does not require Vault token");
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    assertThat(make("t").error()).isEqualTo("Can't request Vault token for terminal allocation");
    assertThat(vault.count("POST", "auth/token/create")).isZero();
  }

  private TokenMaker.Made ask(String node, String allocation) {
    return tokens
        .make(new NodeId(node), new AllocId(allocation), List.of("t"))
        .toCompletableFuture()
        .join();
  }

  @Test
  void aVaultThatIsAwayIsWorthAnotherTry() {
    vault.goAway();
    connect(Map.of());
    assertThat(make("t"))
        .isEqualTo(TokenMaker.Made.failed("Connection to Vault has not been established", true));
  }

  @Test
  void refusalsOfVaultAreFinalAndItsTroublesAreNot() {
    ready(Map.of());
    vault.instead.put("POST auth/token/create", new StandInVault.Reply(403, StandInVault.DENIED));
    TokenMaker.Made refused = make("t");
    assertThat(refused.recoverable()).isFalse();
    assertThat(refused.error())
        .startsWith("failed to create an alloc vault token: Error making API request.")
        .endsWith("Code: 403. Errors:\n\n* permission denied");
    for (int status : new int[] {429, 500, 503}) {
      vault.instead.put(
          "POST auth/token/create", new StandInVault.Reply(status, "{\"errors\":[\"later\"]}"));
      assertThat(make("t").recoverable()).as("status %d", status).isTrue();
    }
    vault.instead.put(
        "POST auth/token/create", new StandInVault.Reply(200, "{\"warnings\":[\"w1\",\"w2\"]}"));
    assertThat(make("t"))
        .isEqualTo(
            TokenMaker.Made.failed(
                "Vault returned Secret with nil WrapInfo. Secret warnings: [w1 w2]", true));
    assertThat(world.store.current().vaultAccessors().size()).isZero();
  }

  @Test
  void tokensThatCannotBeKeptAreRevokedAtOnce() {
    ready(Map.of());
    world.unavailable = true;
    TokenMaker.Made made = make("t");
    assertThat(made).isEqualTo(TokenMaker.Made.failed("No cluster leader", true));
    assertThat(vault.revoked).containsExactly("accessor-1");
  }
}
