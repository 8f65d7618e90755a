package io.drover.contract.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultHttpTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final VaultHttp.Call READ = VaultHttp.Call.of("GET", "kv/a", "s.t", "ns1");

  @TempDir Path directory;

  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Map<String, String>> headers = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private String serve(HttpServer server, String scheme, int status, String body, String location) {
    server.createContext(
        "/v1/",
        exchange -> {
          headers.add(
              Map.of(
                  "token",
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-Vault-Token")),
                  "namespace",
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-Vault-Namespace"))));
          if (!location.isEmpty()) {
            exchange.getResponseHeaders().set("Location", location);
          }
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    server.start();
    servers.add(server);
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  private String plain(int status, String body, String location) throws IOException {
    return serve(HttpServer.create(anyPort(), 0), "http", status, body, location);
  }

  private String secure(String keys, boolean asksForCertificate) throws Exception {
    SSLContext context = context(keys);
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(asksForCertificate);
            parameters.setSSLParameters(ssl);
          }
        });
    return serve(server, "https", 200, "{\"data\":{\"k\":\"v\"}}", "");
  }

  private static SSLContext context(String keys) throws GeneralSecurityException, IOException {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(resource(keys))) {
      own.load(in, PASSWORD);
    }
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(own, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(resource("ca.pem"))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Path resource(String name) {
    return Path.of(URI.create(VaultHttpTest.class.getResource("/vault-tls/" + name).toString()));
  }

  private static VaultAddress trusting(String address, String serverName) {
    return new VaultAddress(
        address, "", resource("ca.pem").toString(), "", "", "", serverName, false);
  }

  private static String read(VaultAddress address) throws VaultFailure, InterruptedException {
    try (VaultHttp http = new VaultHttp(address)) {
      return http.call(READ).at("/data/k").asText();
    }
  }

  private static VaultFailure failure(VaultAddress address) {
    return catchThrowableOfType(VaultFailure.class, () -> read(address));
  }

  @Test
  void aRequestCarriesTokenAndNamespace() throws Exception {
    VaultAddress address = VaultAddress.of(plain(200, "{\"data\":{\"k\":\"v\"}}", "") + "/");
    assertThat(read(address)).isEqualTo("v");
    assertThat(headers).containsExactly(Map.of("token", "s.t", "namespace", "ns1"));
    assertThat(READ.toString()).doesNotContain("s.t");
  }

  @Test
  void anAnswerWithoutABodyIsNothing() throws Exception {
    try (VaultHttp http = new VaultHttp(VaultAddress.of(plain(204, "", "")))) {
      JsonNode answer = http.call(READ);
      assertThat(answer.isMissingNode()).isTrue();
    }
  }

  @Test
  void aRefusalIsToldInTheWordsThatUsersOfVaultKnow() throws Exception {
    String address = plain(403, "{\"errors\":[\"one\",\"two\"]}", "");
    VaultFailure failure = failure(VaultAddress.of(address));
    assertThat(failure)
        .hasMessage(
            "Error making API request.\n\nNamespace: ns1\nURL: GET "
                + address
                + "/v1/kv/a\nCode: 403. Errors:\n\n* one* two");
    assertThat(failure.status()).isEqualTo(403);
    assertThat(failure.permanent()).isTrue();
    assertThat(failure(VaultAddress.of(plain(429, "busy", ""))).permanent()).isFalse();
    assertThat(failure(VaultAddress.of(plain(502, "<html>", "")))).hasMessageEndingWith("* <html>");
  }

  @Test
  void aStandbyNamesTheActiveServer() throws Exception {
    String active = plain(200, "{\"data\":{\"k\":\"active\"}}", "");
    assertThat(read(VaultAddress.of(plain(307, "", active + "/v1/kv/a")))).isEqualTo("active");
  }

  @Test
  void redirectionsEndAndNeverGoFromTlsToPlainText() throws Exception {
    HttpServer server = HttpServer.create(anyPort(), 0);
    String self = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/kv/a";
    String address = serve(server, "http", 307, "", self);
    assertThat(failure(VaultAddress.of(address)).status()).isEqualTo(307);
    assertThat(headers).hasSize(3);
  }

  @Test
  void aServerThatIsNotThereHasNoStatus() throws Exception {
    String address = plain(200, "{}", "");
    servers.getFirst().stop(0);
    VaultFailure failure = failure(VaultAddress.of(address));
    assertThat(failure.status()).isZero();
    assertThat(failure.permanent()).isFalse();
  }

  @Test
  void aServerIsTrustedByTheGivenAuthority() throws Exception {
    String address = secure("address.p12", false);
    assertThat(read(trusting(address, ""))).isEqualTo("v");
    assertThat(failure(VaultAddress.of(address)).getMessage()).contains("PKIX");
    Files.copy(resource("ca.pem"), directory.resolve("ca.pem"));
    VaultAddress path = new VaultAddress(address, "", "", directory.toString(), "", "", "", false);
    assertThat(read(path)).isEqualTo("v");
  }

  @Test
  void theCertificateMustHaveTheNameThatIsExpected() throws Exception {
    String address = secure("named.p12", false);
    assertThat(failure(trusting(address, "")).status()).isZero();
    assertThat(read(trusting(address, "a.vault.test"))).isEqualTo("v");
    assertThat(failure(trusting(address, "a.b.vault.test")).getMessage())
        .contains("the certificate is not for \"a.b.vault.test\"");
    assertThat(failure(trusting(address, "vault.test")).status()).isZero();
    VaultAddress untrusted = new VaultAddress(address, "", "", "", "", "", "a.vault.test", false);
    assertThat(failure(untrusted).getMessage()).contains("PKIX");
  }

  @Test
  void verificationCanBeSwitchedOff() throws Exception {
    VaultAddress address =
        new VaultAddress(secure("named.p12", false), "", "", "", "", "", "", true);
    assertThat(read(address)).isEqualTo("v");
  }

  @Test
  void aServerMayAskForACertificate() throws Exception {
    String address = secure("address.p12", true);
    assertThat(failure(trusting(address, "")).status()).isZero();
    assertThat(read(showing(address, "client-key.pem"))).isEqualTo("v");
  }

  private static VaultAddress showing(String address, String key) {
    return new VaultAddress(
        address,
        "",
        resource("ca.pem").toString(),
        "",
        resource("client.pem").toString(),
        resource(key).toString(),
        "",
        false);
  }

  @Test
  void filesThatCannotBeUsedAreNamed() {
    String address = "https://127.0.0.1:1";
    assertThatThrownBy(() -> new VaultHttp(showing(address, "client-key-pkcs1.pem")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client-key-pkcs1.pem")
        .hasMessageContaining("openssl pkcs8");
    VaultAddress absent =
        new VaultAddress(address, "", directory + "/none.pem", "", "", "", "", false);
    assertThatThrownBy(() -> new VaultHttp(absent)).hasMessageContaining("none.pem");
    VaultAddress empty = new VaultAddress(address, "", "", directory.toString(), "", "", "", false);
    assertThatThrownBy(() -> new VaultHttp(empty)).hasMessageContaining("no certificate in");
  }
}
