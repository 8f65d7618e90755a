package io.drover.contract.vault;

import java.net.URI;

/**
 * Where Vault is and how its server proves itself. Empty texts stand for what is not given.
 *
 * @param address a URL such as {@code https://vault.example.com:8200}
 * @param namespace of Vault Enterprise
 * @param caFile PEM file of certificates to trust instead of the platform's
 * @param caPath directory of such files
 * @param certFile PEM file of the certificate to show
 * @param keyFile PEM file of its private key
 * @param tlsServerName the name that the server's certificate must have, if not the address's host
 * @param tlsSkipVerify true: any certificate will do
 */
public record VaultAddress(
    String address,
    String namespace,
    String caFile,
    String caPath,
    String certFile,
    String keyFile,
    String tlsServerName,
    boolean tlsSkipVerify) {

  /** Where Vault is if nothing is configured. */
  public static final String DEFAULT = "https://vault.service.consul:8200";

  public VaultAddress {
    address = address.isEmpty() ? DEFAULT : stripped(address);
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("vault.address: " + e.getMessage(), e);
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "vault.address: \"" + address + "\" is no URL of the form https://host:port");
    }
    if (certFile.isEmpty() != keyFile.isEmpty()) {
      throw new IllegalArgumentException(
          "vault.cert_file and vault.key_file: both or none must be set");
    }
  }

  private static String stripped(String address) {
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  /** An address without TLS options. */
  public static VaultAddress of(String address) {
    return new VaultAddress(address, "", "", "", "", "", "", false);
  }

  boolean secure() {
    return address.startsWith("https:");
  }
}
