package io.drover.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that every command talking to a server has: where to, as whom, how to print. */
public final class Connection {

  @Option(
      names = {"-h", "-help"},
      usageHelp = true,
      description = "Show this text.")
  boolean help;

  @Option(
      names = "-address",
      paramLabel = "URL",
      description =
          "The server's HTTP address. Also DROVER_ADDR or NOMAD_ADDR. Default http://127.0.0.1:4646.")
  @Nullable String address;

  @Option(
      names = "-region",
      paramLabel = "NAME",
      description = "The region to forward to. Also DROVER_REGION or NOMAD_REGION.")
  @Nullable String region;

  @Option(
      names = "-namespace",
      paramLabel = "NAME",
      description =
          "The namespace; `*` means all where a list is shown. Also DROVER_NAMESPACE or NOMAD_NAMESPACE.")
  @Nullable String namespace;

  @Option(
      names = "-token",
      paramLabel = "SECRET",
      description = "The ACL token's secret. Also DROVER_TOKEN or NOMAD_TOKEN.")
  @Nullable String token;

  @Option(
      names = "-ca-cert",
      paramLabel = "FILE",
      description =
          "PEM file of the certificate authority to trust. Also DROVER_CACERT or NOMAD_CACERT.")
  @Nullable Path authority;

  @Option(
      names = "-client-cert",
      paramLabel = "FILE",
      description =
          "PEM file of the client's certificate. Also DROVER_CLIENT_CERT or NOMAD_CLIENT_CERT.")
  @Nullable Path certificate;

  @Option(
      names = "-client-key",
      paramLabel = "FILE",
      description =
          "PEM file (PKCS #8) of the client's key. Also DROVER_CLIENT_KEY or NOMAD_CLIENT_KEY.")
  @Nullable Path key;

  @Option(
      names = "-tls-skip-verify",
      description =
          "Trust any server. Only for trying things out. Also DROVER_SKIP_VERIFY or NOMAD_SKIP_VERIFY.")
  boolean skipVerify;

  @Option(names = "-no-color", description = "Plain text, as with NO_COLOR.")
  boolean noColour;

  /** Whether the namespace was given as a flag, which is stronger than what a job file says. */
  public boolean hasNamespace() {
    return namespace != null;
  }

  public boolean hasRegion() {
    return region != null;
  }

  /** Throws UsageException for an address that is none, IOException for unreadable TLS files. */
  public Api api(Console console) throws IOException {
    return new Api(
        new Api.Target(
            uri(given(address, console, "ADDR", "http://127.0.0.1:4646")),
            given(region, console, "REGION", ""),
            given(namespace, console, "NAMESPACE", ""),
            given(token, console, "TOKEN", "").strip(),
            tls(console)));
  }

  private static String given(
      @Nullable String flag, Console console, String variable, String otherwise) {
    return flag != null ? flag : console.cliVariable(variable).orElse(otherwise);
  }

  private static URI uri(String text) {
    try {
      String whole = text.contains("://") ? text : "http://" + text;
      URI uri = new URI(whole);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw bad(text);
    }
    throw bad(text);
  }

  private static UsageException bad(String text) {
    return new UsageException(
        "\"%s\" is no address of a server; it should look like http://127.0.0.1:4646"
            .formatted(text));
  }

  private @Nullable Tls tls(Console console) throws IOException {
    Path ca = file(authority, console, "CACERT");
    Path cert = file(certificate, console, "CLIENT_CERT");
    Path secret = file(key, console, "CLIENT_KEY");
    boolean skip =
        skipVerify
            || console
                .cliVariable("SKIP_VERIFY")
                .filter(v -> !v.equals("false") && !v.equals("0"))
                .isPresent();
    return ca == null && cert == null && secret == null && !skip
        ? null
        : Tls.of(ca, cert, secret, skip);
  }

  private static @Nullable Path file(@Nullable Path flag, Console console, String variable) {
    return flag != null ? flag : console.cliVariable(variable).map(Path::of).orElse(null);
  }
}
