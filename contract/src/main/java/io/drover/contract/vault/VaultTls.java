package io.drover.contract.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The TLS options of an address as Java's TLS takes them. */
record VaultTls(SSLContext context, SSLParameters parameters) {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  static VaultTls of(VaultAddress address) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(address), new TrustManager[] {trust(address)}, null);
      SSLParameters parameters = context.getDefaultSSLParameters();
      if (!address.tlsServerName().isEmpty()) {
        parameters.setServerNames(List.of(new SNIHostName(address.tlsServerName())));
      }
      return new VaultTls(context, parameters);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("vault: TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager trust(VaultAddress address)
      throws GeneralSecurityException, IOException {
    if (address.tlsSkipVerify()) {
      return new ServerTrust(null, "");
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots(address));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager platform) {
        return address.tlsServerName().isEmpty()
            ? platform
            : new ServerTrust(platform, address.tlsServerName());
      }
    }
    throw new GeneralSecurityException("this platform verifies no certificates");
  }

  /** The certificates to trust; null for the platform's. */
  private static @Nullable KeyStore roots(VaultAddress address)
      throws GeneralSecurityException, IOException {
    List<Path> files = new ArrayList<>();
    if (!address.caFile().isEmpty()) {
      files.add(Path.of(address.caFile()));
    } else if (!address.caPath().isEmpty()) {
      try (Stream<Path> all = Files.list(Path.of(address.caPath()))) {
        all.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    } else {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (Path file : files) {
      for (Certificate certificate : certificates(file)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
    }
    if (number == 0) {
      throw new IOException("there is no certificate in " + files);
    }
    return store;
  }

  private static KeyManager @Nullable [] keys(VaultAddress address)
      throws GeneralSecurityException, IOException {
    if (address.certFile().isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    store.setKeyEntry(
        "client",
        privateKey(Path.of(address.keyFile())),
        NO_PASSWORD,
        certificates(Path.of(address.certFile())).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
    } catch (java.security.cert.CertificateException e) {
      throw new IOException("no certificates in " + file + ": " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
    Matcher pem = PKCS8.matcher(Files.readString(file));
    if (!pem.find()) {
      throw new IOException(
          file
              + " has no \"BEGIN PRIVATE KEY\"; other forms of keys can be converted by"
              + " `openssl pkcs8 -topk8 -nocrypt`");
    }
    byte[] key = Base64.getMimeDecoder().decode(pem.group(1));
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
      } catch (InvalidKeySpecException another) {
        continue;
      }
    }
    throw new IOException("the key in " + file + " is neither RSA nor EC nor Ed25519");
  }
}
