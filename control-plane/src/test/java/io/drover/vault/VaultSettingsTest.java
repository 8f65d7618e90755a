package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.contract.vault.VaultAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultSettingsTest {

  @Test
  void defaultsAreThoseOfNomad() {
    VaultSettings settings = VaultSettings.of(Map.of("enabled", true, "token", "s.x"), Map.of());
    assertThat(settings.address()).isEqualTo(VaultAddress.of(VaultAddress.DEFAULT));
    assertThat(settings.allowUnauthenticated()).isTrue();
    assertThat(settings.taskTokenTtl()).isEqualTo(Duration.ofHours(72));
    assertThat(settings.role()).isEmpty();
    assertThat(settings.toString()).doesNotContain("s.x");
  }

  @Test
  void withoutABlockOrSwitchedOffVaultIsNotUsed() {
    assertThat(VaultSettings.of(Map.of(), Map.of())).isEqualTo(VaultSettings.OFF);
    assertThat(VaultSettings.of(Map.of("enabled", false, "token", "x"), Map.of()))
        .isEqualTo(VaultSettings.OFF);
  }

  @Test
  void theTokenMayBeInTheEnvironment() {
    Map<String, String> environment = Map.of("VAULT_TOKEN", "s.env");
    assertThat(VaultSettings.of(Map.of("enabled", true), environment).token()).isEqualTo("s.env");
    assertThat(VaultSettings.of(Map.of("enabled", true, "token", "s.file"), environment).token())
        .isEqualTo("s.file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token|''|vault.token: Vault token must be set",
        "enabled|maybe|vault.enabled: expected true or false",
        "allow_unauthenticated|yes|vault.allow_unauthenticated: expected true or false",
        "task_token_ttl|soon|vault.task_token_ttl: failed to parse TaskTokenTTL \"soon\"",
        "task_token_ttl|4m|vault.task_token_ttl: ChildTokenTTL is less than minimum allowed of 5m0s",
        "address|vault:8200|vault.address: \"vault:8200\" is no URL of the form https://host:port",
        "cert_file|/a.pem|vault.cert_file and vault.key_file: both or none must be set",
      })
  void whatIsWrongIsNamed(String key, String value, String text) {
    Map<String, Object> block = new HashMap<>(Map.of("enabled", true, "token", "s.x"));
    block.put(key, value);
    assertThatThrownBy(() -> VaultSettings.of(block, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }
}
