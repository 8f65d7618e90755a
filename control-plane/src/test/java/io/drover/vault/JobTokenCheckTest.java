package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.model.JobSpec;
import io.drover.contract.model.TaskBuilder;
import io.drover.contract.model.VaultConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobTokenCheckTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private StandInVault vault;
  private VaultConnection connection;

  @BeforeEach
  void start() throws Exception {
    vault = new StandInVault();
    vault.tokens.put("s.user", StandInVault.token("default", "p1", "p2"));
    vault.tokens.put("s.admin", StandInVault.token("root"));
    var entity = StandInVault.token("default");
    entity.putArray("identity_policies").add("p3");
    vault.tokens.put("s.entity", entity);
  }

  @AfterEach
  void stop() {
    connection.close();
    vault.close();
  }

  private void connect(boolean allowUnauthenticated) {
    connection =
        new VaultConnection(
            vault.settings(Map.of("allow_unauthenticated", allowUnauthenticated)),
            VaultConnection.Pace.USUAL);
    connection.start();
  }

  private void ready() {
    await().atMost(PATIENCE).until(() -> connection.state() instanceof VaultConnection.State.Ready);
  }

  private String problem(JobSpec job, String token) {
    return new JobTokenCheck(connection, Runnable::run)
        .problem(job, token)
        .toCompletableFuture()
        .join();
  }

  static Stream<Arguments> cases() {
    JobSpec plain = VaultWorld.job(VaultWorld.task("t"));
    JobSpec one = VaultWorld.job(VaultWorld.task("t", "p1"));
    JobSpec three =
        VaultWorld.job(VaultWorld.task("t", "p1", "z"), VaultWorld.task("u", "a", "p1", "p2"));
    JobSpec inNamespace =
        VaultWorld.job(
            TaskBuilder.builder()
                .name("t")
                .vault(
                    VaultConfigBuilder.builder().policies(List.of("p1")).namespace("ns1").build())
                .build());
    String refused = "Vault token doesn't allow access to the following policies: ";
    return Stream.of(
        Arguments.of("no vault block", false, plain, "", ""),
        Arguments.of("nobody is asked", true, one, "", ""),
        Arguments.of("nobody is asked, a bad token", true, three, "s.none", ""),
        Arguments.of("no token", false, one, "", "Vault used in the job but missing Vault token"),
        Arguments.of("enough", false, one, "s.user", ""),
        Arguments.of("not enough", false, three, "s.user", refused + "a, z"),
        Arguments.of("root", false, three, "s.admin", ""),
        Arguments.of("policies of an entity, not those", false, one, "s.entity", refused + "p1"),
        Arguments.of(
            "policies of an entity",
            false,
            VaultWorld.job(VaultWorld.task("t", "p3")),
            "s.entity",
            ""),
        Arguments.of(
            "a namespace",
            false,
            inNamespace,
            "s.user",
            "multiple Vault namespaces requires Nomad Enterprise, Namespaces: ns1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void whatRegistrationSays(
      String name, boolean allowUnauthenticated, JobSpec job, String token, String expected) {
    connect(allowUnauthenticated);
    ready();
    assertThat(problem(job, token)).isEqualTo(expected);
  }

  @Test
  void aTokenThatVaultDoesNotKnow() {
    connect(false);
    ready();
    assertThat(problem(VaultWorld.job(VaultWorld.task("t", "p1")), "s.none"))
        .isEqualTo(
            "failed to lookup Vault token: Error making API request.\n\nURL: POST "
                + vault.address()
                + "/v1/auth/token/lookup\nCode: 403. Errors:\n\n* bad token");
  }

  @Test
  void vaultHasNotAnsweredYet() {
    vault.goAway();
    connect(false);
    assertThat(problem(VaultWorld.job(VaultWorld.task("t", "p1")), "s.user"))
        .isEqualTo("failed to lookup Vault token: Connection to Vault has not been established");
  }

  @Test
  void theServersOwnTokenIsNotGood() {
    vault.tokens.remove(StandInVault.OWN);
    connect(false);
    await()
        .atMost(PATIENCE)
        .until(() -> connection.state() instanceof VaultConnection.State.Broken);
    assertThat(problem(VaultWorld.job(VaultWorld.task("t", "p1")), "s.user"))
        .startsWith("failed to lookup Vault token: failed to establish connection to Vault: ");
  }
}
