package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.vault.VaultConnection.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultConnectionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RENEW = "auth/token/renew-self";
  private static final VaultConnection.Pace QUICK =
      new VaultConnection.Pace(Duration.ofMillis(50), Duration.ofMillis(50));

  private StandInVault vault;
  private VaultConnection connection;

  @BeforeEach
  void start() throws Exception {
    vault = new StandInVault();
    vault.roles.put("nomad", StandInVault.role());
    vault.tokens.put(StandInVault.OWN, StandInVault.token("nomad-server"));
  }

  @AfterEach
  void stop() {
    connection.close();
    vault.close();
  }

  private void connect() {
    connection = new VaultConnection(vault.settings(Map.of("create_from_role", "nomad")), QUICK);
    connection.start();
  }

  private void awaitState(Class<? extends State> state) {
    await().atMost(PATIENCE).until(() -> state.isInstance(connection.state()));
  }

  @Test
  void theTokenIsRenewedAtHalfOfItsLease() {
    vault.leaseSeconds = 2;
    connect();
    awaitState(State.Ready.class);
    await().atMost(PATIENCE).until(() -> vault.count("PUT", RENEW) >= 3);
    List<StandInVault.Request> renewals =
        vault.requests.stream().filter(one -> one.path().equals(RENEW)).limit(3).toList();
    assertThat(renewals)
        .extracting(one -> one.body().path("increment").asLong())
        .containsOnly(3600L);
    assertThat(Duration.ofNanos(renewals.getLast().nanos() - renewals.getFirst().nanos()))
        .isGreaterThan(Duration.ofMillis(1500));
  }

  @Test
  void aVaultThatIsAwayAtTheStartIsWaitedFor() throws Exception {
    vault.goAway();
    connect();
    assertThat(connection.state()).isInstanceOf(State.Connecting.class);
    vault.comeBack();
    awaitState(State.Ready.class);
  }

  @Test
  void aTokenThatIsNotFitIsCheckedUntilItIs() {
    vault.roles.remove("nomad");
    connect();
    awaitState(State.Broken.class);
    assertThat(((State.Broken) connection.state()).reason())
        .startsWith("failed to establish connection to Vault: 1 error occurred:\n\t* Role ");
    vault.roles.put("nomad", StandInVault.role());
    awaitState(State.Ready.class);
  }

  @Test
  void aRenewalThatFailsOnceIsTriedAgain() {
    vault.instead.put(
        "PUT " + RENEW, new StandInVault.Reply(503, "{\"errors\":[\"Vault is sealed\"]}"));
    connect();
    await().atMost(PATIENCE).until(() -> vault.count("PUT", RENEW) >= 2);
    assertThat(connection.state()).isInstanceOf(State.Ready.class);
  }

  @Test
  void aTokenThatIsRefusedIsToldAndCheckedAgain() {
    vault.instead.put("PUT " + RENEW, new StandInVault.Reply(403, StandInVault.DENIED));
    connect();
    awaitState(State.Ready.class);
    vault.tokens.remove(StandInVault.OWN);
    awaitState(State.Broken.class);
    vault.instead.clear();
    vault.tokens.put(StandInVault.OWN, StandInVault.token("nomad-server"));
    awaitState(State.Ready.class);
  }
}
