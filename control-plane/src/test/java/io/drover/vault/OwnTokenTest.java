package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OwnTokenTest {

  private StandInVault vault;

  @BeforeEach
  void start() throws Exception {
    vault = new StandInVault();
    vault.roles.put("nomad", StandInVault.role());
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private OwnToken check(Map<String, Object> block) throws Exception {
    VaultSettings settings = vault.settings(block);
    try (VaultServer server = new VaultServer(settings)) {
      return OwnToken.check(server, settings);
    }
  }

  @Test
  void rootNeedsNoRoleAndNoRenewal() throws Exception {
    OwnToken token = check(Map.of());
    assertThat(token.root()).isTrue();
    assertThat(token.expires()).isFalse();
  }

  @Test
  void theRoleIsTheConfiguredOneOrElseTheTokens() throws Exception {
    vault.tokens.put(StandInVault.OWN, StandInVault.token("nomad-server").put("role", "other"));
    vault.roles.put("other", StandInVault.role().put("token_period", 60));
    OwnToken own = check(Map.of());
    assertThat(own.role()).isEqualTo("other");
    assertThat(own.rolePeriod()).isEqualTo(60);
    assertThat(own.expires()).isTrue();
    assertThat(check(Map.of("create_from_role", "nomad")).role()).isEqualTo("nomad");
  }

  static Stream<Arguments> unfit() {
    ObjectNode fit = StandInVault.token("nomad-server");
    ObjectNode rootWithTtl = StandInVault.token("root");
    return Stream.of(
        Arguments.of(
            "not renewable",
            fit.deepCopy().put("renewable", false),
            "Vault token is not renewable or root"),
        Arguments.of(
            "no lease", fit.deepCopy().put("creation_ttl", 0), "invalid lease duration of zero"),
        Arguments.of("expired", fit.deepCopy().put("ttl", 0), "token TTL is zero"),
        Arguments.of(
            "root with a lease that cannot be renewed",
            rootWithTtl.deepCopy().put("renewable", false),
            "Vault token has a TTL but is not renewable"),
        Arguments.of(
            "root that has expired", rootWithTtl.deepCopy().put("ttl", 0), "token TTL is zero"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unfit")
  void tokensThatAreNotFit(String name, ObjectNode token, String problem) {
    vault.tokens.put(StandInVault.OWN, token);
    assertThatThrownBy(() -> check(Map.of("create_from_role", "nomad")))
        .isInstanceOf(OwnToken.Unfit.class)
        .hasMessage("1 error occurred:\n\t* " + problem + "\n\n");
  }

  @Test
  void aTokenThatIsNotRootNeedsARole() {
    vault.tokens.put(StandInVault.OWN, StandInVault.token("nomad-server"));
    assertThatThrownBy(() -> check(Map.of()))
        .hasMessageContaining("token role name must be set when not using a root token");
  }

  @Test
  void everyFaultOfARoleIsTold() {
    vault.roles.put("nomad", StandInVault.json("{'renewable':false,'explicit_max_ttl':60}"));
    assertThatThrownBy(() -> check(Map.of("create_from_role", "nomad")))
        .hasMessage(
            "3 errors occurred:\n\t* Role must allow tokens to be renewed"
                + "\n\t* Role can not use an explicit max ttl. Token must be periodic."
                + "\n\t* Role must have a non-zero period to make tokens periodic.\n\n");
    assertThatThrownBy(() -> check(Map.of("create_from_role", "none")))
        .hasMessageContaining("Role \"none\" does not exist");
  }

  @Test
  void capabilitiesAreVerifiedOfWhatIsUsed() throws Exception {
    vault.capabilities.put("auth/token/lookup", List.of("deny"));
    check(Map.of());
    assertThatThrownBy(() -> check(Map.of("allow_unauthenticated", false)))
        .hasMessageContaining(
            "token must have one of the following capabilities [\"update\" \"root\"] on"
                + " \"auth/token/lookup\"; has [deny]");
  }

  @Test
  void aTokenThatMayNotSeeItsCapabilitiesIsTakenAsItIs() throws Exception {
    vault.instead.put(
        "POST sys/capabilities-self", new StandInVault.Reply(403, StandInVault.DENIED));
    assertThat(check(Map.of()).root()).isTrue();
  }
}
