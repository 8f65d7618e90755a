package io.drover.vault;

import io.drover.contract.json.GoDuration;
import io.drover.contract.vault.VaultAddress;
import java.time.Duration;
import java.util.Map;

/**
 * The vault block of an agent's configuration as a server takes it.
 *
 * @param token the server's own, from which those of tasks are made
 * @param role create_from_role; empty for the role that the token itself is from
 * @param allowUnauthenticated whether jobs that use Vault may be registered without a token
 * @param taskTokenTtl how long the token of a task lives unless it is renewed
 */
public record VaultSettings(
    boolean enabled,
    VaultAddress address,
    String token,
    String role,
    boolean allowUnauthenticated,
    Duration taskTokenTtl) {

  /** Vault is not used. */
  public static final VaultSettings OFF =
      new VaultSettings(
          false, VaultAddress.of(VaultAddress.DEFAULT), "", "", true, Duration.ofHours(72));

  private static final Duration TTL_MIN = Duration.ofMinutes(5);

  /**
   * @param block the block as it was read; an empty one is no block
   * @param environment of the process: a token may be in VAULT_TOKEN instead
   * @throws IllegalArgumentException what is wrong with it, by its name
   */
  public static VaultSettings of(Map<String, Object> block, Map<String, String> environment) {
    if (!flag(block, "enabled", false)) {
      return OFF;
    }
    String token = text(block, "token");
    return checked(
        new VaultSettings(
            true,
            new VaultAddress(
                text(block, "address"),
                text(block, "namespace"),
                text(block, "ca_file"),
                text(block, "ca_path"),
                text(block, "cert_file"),
                text(block, "key_file"),
                text(block, "tls_server_name"),
                flag(block, "tls_skip_verify", false)),
            token.isEmpty() ? environment.getOrDefault("VAULT_TOKEN", "") : token,
            text(block, "create_from_role"),
            flag(block, "allow_unauthenticated", true),
            ttl(text(block, "task_token_ttl"))));
  }

  private static VaultSettings checked(VaultSettings settings) {
    if (settings.token().isEmpty()) {
      throw new IllegalArgumentException("vault.token: Vault token must be set");
    }
    return settings;
  }

  private static Duration ttl(String given) {
    if (given.isEmpty()) {
      return OFF.taskTokenTtl();
    }
    Duration ttl;
    try {
      ttl = GoDuration.parse(given);
    } catch (GoDuration.FormatException e) {
      throw new IllegalArgumentException(
          "vault.task_token_ttl: failed to parse TaskTokenTTL \"" + given + "\"", e);
    }
    if (ttl.compareTo(TTL_MIN) < 0) {
      throw new IllegalArgumentException(
          "vault.task_token_ttl: ChildTokenTTL is less than minimum allowed of 5m0s");
    }
    return ttl;
  }

  private static String text(Map<String, Object> block, String key) {
    Object value = block.get(key);
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Number number -> number.toString();
      default -> throw new IllegalArgumentException("vault." + key + ": expected a string");
    };
  }

  private static boolean flag(Map<String, Object> block, String key, boolean otherwise) {
    Object value = block.get(key);
    return switch (value) {
      case null -> otherwise;
      case Boolean flag -> flag;
      case String text when text.equals("true") || text.equals("1") -> true;
      case String text when text.equals("false") || text.equals("0") -> false;
      default -> throw new IllegalArgumentException("vault." + key + ": expected true or false");
    };
  }

  @Override
  public String toString() {
    return "VaultSettings[enabled=" + enabled + ", address=" + address.address() + "]"; // No token.
  }
}
