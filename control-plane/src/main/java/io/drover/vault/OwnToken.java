package io.drover.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.command.job.JobVerdict;
import io.drover.contract.vault.VaultFailure;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The server's own token, looked up and found fit: it can be renewed for ever, and may make and
 * revoke tokens. Without a role, only root can do that.
 *
 * @param role from which tokens of tasks are made; empty for none
 * @param creationTtl seconds, 0 for a token that does not expire
 * @param ttl seconds that are left of it
 * @param rolePeriod seconds that tokens of the role live between renewals, 0 without one
 */
record OwnToken(boolean root, String role, long creationTtl, long ttl, long rolePeriod) {

  private static final Logger LOG = Logger.getLogger(OwnToken.class);
  private static final String CAPABILITIES = "sys/capabilities-self";

  /** The token cannot do what it is for. */
  static final class Unfit extends Exception {

    private static final long serialVersionUID = 1;

    Unfit(List<String> problems) {
      super(new JobVerdict(problems, List.of()).errorText());
    }
  }

  boolean expires() {
    return !root || creationTtl != 0;
  }

  /** Looks it up and judges it. */
  static OwnToken check(VaultServer vault, VaultSettings settings)
      throws VaultFailure, InterruptedException, Unfit {
    JsonNode data = vault.lookupSelf();
    if (!data.isObject()) {
      throw VaultFailure.unexpected("failed to lookup Vault periodic token: got empty response");
    }
    boolean root = texts(data.path("policies")).contains("root");
    String role = settings.role().isEmpty() ? data.path("role").asText("") : settings.role();
    List<String> problems = new ArrayList<>();
    OwnToken token =
        new OwnToken(root, role, data.path("creation_ttl").asLong(), data.path("ttl").asLong(), 0);
    token.judgeLease(data.path("renewable").asBoolean(), problems);
    token.judgeCapabilities(vault, settings.allowUnauthenticated(), problems);
    long period = role.isEmpty() ? 0 : judgeRole(vault, role, problems);
    if (!problems.isEmpty()) {
      throw new Unfit(problems);
    }
    return new OwnToken(root, role, token.creationTtl(), token.ttl(), period);
  }

  private void judgeLease(boolean renewable, List<String> problems) {
    if (!root) {
      addIf(problems, !renewable, "Vault token is not renewable or root");
      addIf(problems, creationTtl == 0, "invalid lease duration of zero");
      addIf(problems, ttl == 0, "token TTL is zero");
      addIf(problems, role.isEmpty(), "token role name must be set when not using a root token");
    } else if (creationTtl != 0) {
      addIf(problems, !renewable, "Vault token has a TTL but is not renewable");
      addIf(problems, renewable && ttl == 0, "token TTL is zero");
    }
  }

  private void judgeCapabilities(
      VaultServer vault, boolean allowUnauthenticated, List<String> problems)
      throws InterruptedException {
    try {
      vault.capabilities(CAPABILITIES);
    } catch (VaultFailure failure) {
      if (failure.permanent()) {
        LOG.warnf(
            "what Vault allows this server is not known: its token has neither \"update\" nor"
                + " \"root\" on %s, so that some operations may fail later",
            CAPABILITIES);
        return;
      }
      problems.add(failure.text());
    }
    if (!allowUnauthenticated) {
      require(vault, "auth/token/lookup", "update", problems);
    }
    require(vault, "auth/token/renew-self", "update", problems);
    require(vault, "auth/token/revoke-accessor", "update", problems);
    if (!role.isEmpty()) {
      require(vault, "auth/token/roles/" + role, "read", problems);
      require(vault, "auth/token/create/" + role, "update", problems);
    }
  }

  private static void require(
      VaultServer vault, String path, String capability, List<String> problems)
      throws InterruptedException {
    try {
      List<String> has = vault.capabilities(path);
      addIf(
          problems,
          !has.contains(capability) && !has.contains("root"),
          "token must have one of the following capabilities [\"%s\" \"root\"] on \"%s\"; has [%s]"
              .formatted(capability, path, String.join(" ", has)));
    } catch (VaultFailure failure) {
      problems.add(failure.text());
    }
  }

  /** The role's period in seconds. */
  private static long judgeRole(VaultServer vault, String role, List<String> problems)
      throws InterruptedException {
    JsonNode data;
    try {
      data = vault.role(role);
    } catch (VaultFailure failure) {
      problems.add(
          failure.status() == 404
              ? "Role \"%s\" does not exist".formatted(role)
              : "failed to lookup role \"%s\": %s".formatted(role, failure.text()));
      return 0;
    }
    addIf(problems, !data.path("renewable").asBoolean(), "Role must allow tokens to be renewed");
    addIf(
        problems,
        data.path("explicit_max_ttl").asLong() != 0
            || data.path("token_explicit_max_ttl").asLong() != 0,
        "Role can not use an explicit max ttl. Token must be periodic.");
    long period = Math.max(data.path("period").asLong(), data.path("token_period").asLong());
    addIf(problems, period == 0, "Role must have a non-zero period to make tokens periodic.");
    return period;
  }

  private static void addIf(List<String> problems, boolean wrong, String problem) {
    if (wrong) {
      problems.add(problem);
    }
  }

  static List<String> texts(JsonNode array) {
    List<String> all = new ArrayList<>();
    array.forEach(element -> all.add(element.asText()));
    return all;
  }
}
