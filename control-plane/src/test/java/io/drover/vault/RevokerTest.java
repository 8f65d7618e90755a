package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.NodeStatus;
import io.drover.evaluate.Timers;
import io.drover.event.NodeStatusChanged;
import io.drover.event.VaultAccessorsKept;
import io.drover.state.VaultAccessor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevokerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REVOKE = "POST auth/token/revoke-accessor";

  private final VaultWorld world = new VaultWorld();
  private final Queue<Runnable> timers = new ConcurrentLinkedQueue<>();
  private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private StandInVault vault;
  private VaultConnection connection;
  private Revoker revoker;

  @BeforeEach
  void start() throws Exception {
    vault = new StandInVault();
    connection = new VaultConnection(vault.settings(Map.of()), VaultConnection.Pace.USUAL);
    revoker = revoker();
  }

  @AfterEach
  void stop() {
    revoker.close();
    connection.close();
    vault.close();
  }

  private Revoker revoker() {
    Timers later =
        (delay, task) -> {
          timers.add(task);
          return () -> timers.remove(task);
        };
    Revoker made =
        new Revoker(
            new Revoker.Ports(
                connection,
                world,
                later,
                () -> now,
                task -> Thread.ofVirtual().start(task),
                Revoker.RETRY));
    world.store.listen(made);
    return made;
  }

  private void lead() {
    revoker.start(world.store.current());
  }

  private void keep(AllocId allocation, String... accessors) {
    world.write(
        new VaultAccessorsKept(
            List.of(accessors).stream()
                .map(name -> new VaultAccessor(name, allocation, VaultWorld.NODE, "t", 3600, 0))
                .toList()));
  }

  private void awaitKept(String... accessors) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(world.store.current().vaultAccessors().keys())
                    .containsExactlyInAnyOrder(accessors));
  }

  @Test
  void aTokenIsRevokedWhenItsAllocationHasEnded() {
    lead();
    AllocId other = new AllocId("a2");
    world.place(other);
    keep(VaultWorld.ALLOCATION, "accessor-1");
    keep(other, "accessor-2");
    world.report(VaultWorld.ALLOCATION, ClientStatus.RUNNING);
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    awaitKept("accessor-2");
    assertThat(vault.revoked).containsExactly("accessor-1");
  }

  @Test
  void aTokenThatIsKeptTooLateIsRevokedToo() {
    lead();
    world.report(VaultWorld.ALLOCATION, ClientStatus.FAILED);
    keep(VaultWorld.ALLOCATION, "accessor-1");
    awaitKept();
    assertThat(vault.revoked).containsExactly("accessor-1");
  }

  @Test
  void tokensOfANodeThatIsDownAreRevoked() {
    lead();
    keep(VaultWorld.ALLOCATION, "accessor-1");
    world.write(new NodeStatusChanged(VaultWorld.NODE, NodeStatus.DOWN, 1, null));
    awaitKept();
  }

  @Test
  void aTokenThatIsGoneAlreadyIsRevoked() {
    lead();
    keep(VaultWorld.ALLOCATION, "another-name");
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    awaitKept();
    assertThat(vault.count("POST", "auth/token/revoke-accessor")).isEqualTo(1);
  }

  @Test
  void whatFailsIsTriedAgainAndTheRestIsNotHeldBack() {
    lead();
    vault.goAway();
    keep(VaultWorld.ALLOCATION, "accessor-1", "accessor-2");
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    await().atMost(PATIENCE).until(() -> !timers.isEmpty());
    awaitKept("accessor-1", "accessor-2");
    assertThat(revoker.waiting()).isEqualTo(2);
    assertThat(vault.revoked).isEmpty();
    comeBack();
    timers.remove().run();
    awaitKept();
    await().atMost(PATIENCE).until(() -> revoker.waiting() == 0);
    assertThat(vault.revoked).containsExactlyInAnyOrder("accessor-1", "accessor-2");
  }

  private void comeBack() {
    try {
      vault.comeBack();
    } catch (java.io.IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void theNextLeaderGoesOn() {
    lead();
    vault.instead.put(REVOKE, new StandInVault.Reply(500, "{\"errors\":[\"internal\"]}"));
    keep(VaultWorld.ALLOCATION, "accessor-1");
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    await().atMost(PATIENCE).until(() -> !timers.isEmpty());
    revoker.stop();
    assertThat(revoker.waiting()).isZero();
    vault.instead.clear();
    revoker = revoker();
    lead();
    awaitKept();
    assertThat(vault.revoked).containsExactly("accessor-1");
  }

  @Test
  void afterItsTimeATokenThatCannotBeRevokedIsForgotten() {
    lead();
    vault.instead.put(REVOKE, new StandInVault.Reply(500, "{\"errors\":[\"internal\"]}"));
    keep(VaultWorld.ALLOCATION, "accessor-1");
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    await().atMost(PATIENCE).until(() -> !timers.isEmpty());
    now = now.plusSeconds(3600);
    timers.remove().run();
    awaitKept();
    assertThat(vault.revoked).isEmpty();
  }

  @Test
  void whoDoesNotLeadRevokesNothing() {
    keep(VaultWorld.ALLOCATION, "accessor-1");
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    assertThat(revoker.waiting()).isZero();
    lead();
    awaitKept();
  }

  @Test
  void thousandsAreRevokedInBatches() {
    keep(
        VaultWorld.ALLOCATION,
        IntStream.range(0, 2500).mapToObj(i -> "accessor-" + i).toArray(String[]::new));
    world.report(VaultWorld.ALLOCATION, ClientStatus.COMPLETE);
    long before = world.store.current().index();
    lead();
    awaitKept();
    assertThat(world.store.current().index() - before).isEqualTo(3);
    assertThat(vault.revoked).hasSize(2500).doesNotHaveDuplicates();
  }
}
