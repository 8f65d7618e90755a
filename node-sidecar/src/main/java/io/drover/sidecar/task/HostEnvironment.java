package io.drover.sidecar.task;

import io.drover.sidecar.executor.SearchPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which of the sidecar's own variables come through to tasks. Nomad passes everything but a list of
 * denied names; here it is the other way round, so that a credential has to be let through by name.
 *
 * @param allowed names; a single {@code *} for all
 * @param denied names that do not come through even so
 */
public record HostEnvironment(Set<String> allowed, Set<String> denied) {

  private static final String ALL = "*";

  public HostEnvironment {
    allowed = Set.copyOf(allowed);
    denied = Set.copyOf(denied);
  }

  /**
   * From lists with commas; what is empty is the default: the few names that programs cannot do
   * without, and never what Nomad denies.
   */
  public static HostEnvironment of(String allowlist, String denylist) {
    return new HostEnvironment(
        names(allowlist, "PATH,HOME,LANG,TZ"),
        names(
            denylist,
            "CONSUL_TOKEN,CONSUL_HTTP_TOKEN,VAULT_TOKEN,NOMAD_LICENSE,AWS_ACCESS_KEY_ID,"
                + "AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN,GOOGLE_APPLICATION_CREDENTIALS"));
  }

  private static Set<String> names(String list, String otherwise) {
    String chosen = list.isBlank() ? otherwise : list.strip();
    return Set.copyOf(new java.util.HashSet<>(List.of(chosen.split("\\s*,\\s*"))));
  }

  /** What comes through; always a PATH. */
  Map<String, String> select(Map<String, String> own) {
    Map<String, String> kept = new TreeMap<>();
    kept.put("PATH", SearchPath.DEFAULT);
    own.forEach(
        (name, value) -> {
          if ((allowed.contains(ALL) || allowed.contains(name)) && !denied.contains(name)) {
            kept.put(name, value);
          }
        });
    return kept;
  }
}
