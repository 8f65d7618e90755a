package io.drover.contract.vault;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a server by another name than that of its address, or any server at all. Java's client
 * compares the certificate with the address, so the comparison is made here.
 *
 * @param platform judges the chain; null to trust whatever is shown
 */
final class ServerTrust extends X509ExtendedTrustManager {

  private static final int DNS_NAME = 2;

  private final @Nullable X509ExtendedTrustManager platform;
  private final String serverName;

  ServerTrust(@Nullable X509ExtendedTrustManager platform, String serverName) {
    this.platform = platform;
    this.serverName = serverName.toLowerCase(Locale.ROOT);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (platform != null) {
      platform.checkServerTrusted(chain, authType);
      requireName(chain[0]);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  private void requireName(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        if (name.get(0).equals(DNS_NAME) && matches(String.valueOf(name.get(1)))) {
          return;
        }
      }
    }
    throw new CertificateException("the certificate is not for \"" + serverName + "\"");
  }

  /** A star stands for one whole label, the first. */
  private boolean matches(String pattern) {
    String wanted = pattern.toLowerCase(Locale.ROOT);
    if (!wanted.startsWith("*.")) {
      return wanted.equals(serverName);
    }
    int dot = serverName.indexOf('.');
    return dot > 0 && serverName.substring(dot).equals(wanted.substring(1));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("no servers here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform == null ? new X509Certificate[0] : platform.getAcceptedIssuers();
  }
}
