package io.drover.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTPS connection trusts and presents, read from PEM files. Loaded only when a flag asks
 * for it: without one the Java defaults hold.
 */
public final class Tls {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final SSLContext context;
  private final boolean verifyHost;

  private Tls(SSLContext context, boolean verifyHost) {
    this.context = context;
    this.verifyHost = verifyHost;
  }

  /** Throws IOException with the file's name when a file cannot be used. */
  public static Tls of(
      @Nullable Path authority, @Nullable Path certificate, @Nullable Path key, boolean skipVerify)
      throws IOException {
    if ((certificate == null) != (key == null)) {
      throw new UsageException("-client-cert and -client-key must be given together");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity(certificate, key), trust(authority, skipVerify), null);
      return new Tls(context, !skipVerify);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS could not be set up: " + e.getMessage(), e);
    }
  }

  void apply(HttpsURLConnection connection) {
    connection.setSSLSocketFactory(context.getSocketFactory());
    if (!verifyHost) {
      connection.setHostnameVerifier((host, session) -> true);
    }
  }

  /** For connections of another kind. */
  public SSLContext context() {
    return context;
  }

  /** False if any host's certificate will do. */
  public boolean verifiesHost() {
    return verifyHost;
  }

  private static TrustManager @Nullable [] trust(@Nullable Path authority, boolean skipVerify)
      throws GeneralSecurityException, IOException {
    if (skipVerify) {
      return new TrustManager[] {new TrustsAll()};
    }
    if (authority == null) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(authority)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] identity(@Nullable Path certificate, @Nullable Path key)
      throws GeneralSecurityException, IOException {
    if (certificate == null || key == null) {
      return null;
    }
    KeyStore store = emptyStore();
    char[] none = new char[0];
    store.setKeyEntry(
        "client", privateKey(key), none, certificates(certificate).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    if (found.isEmpty()) {
      throw new IOException(file + " holds no certificate in PEM form");
    }
    return found;
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
    var matcher = KEY.matcher(Files.readString(file));
    if (!matcher.find()) {
      throw new IOException(
          file
              + " holds no key in PKCS #8 form; `openssl pkcs8 -topk8 -nocrypt -in KEY` makes one");
    }
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
    InvalidKeySpecException wrong = null;
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        wrong = e;
      }
    }
    throw new IOException(file + " holds a key that is neither EC, RSA nor Ed25519", wrong);
  }

  /** Only behind -tls-skip-verify, which says so. */
  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
