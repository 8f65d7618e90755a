package io.drover.sidecar.task.hook.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file's content must come to.
 *
 * @param algorithm as Java names it
 * @param hex lower case
 */
record Checksum(String algorithm, String hex) {

  private static final Map<String, String> ALGORITHMS =
      Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");
  private static final Map<Integer, String> BY_LENGTH =
      Map.of(32, "md5", 40, "sha1", 64, "sha256", 128, "sha512");
  private static final Pattern BSD = Pattern.compile("(\\w+) \\((.+)\\) = ([0-9a-fA-F]+)");
  private static final Pattern GNU = Pattern.compile("([0-9a-fA-F]+)(?:\\s+\\*?(\\S.*))?");

  /** From {@code type:hex}, or from hex alone, whose length tells the type. */
  static Checksum of(String text) throws ArtifactRefused {
    int colon = text.indexOf(':');
    String hex = text.substring(colon + 1).toLowerCase(Locale.ROOT);
    String type =
        colon < 0
            ? BY_LENGTH.getOrDefault(hex.length(), "")
            : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String algorithm = ALGORITHMS.get(type);
    if (algorithm == null) {
      throw new ArtifactRefused("unsupported checksum type: " + text);
    }
    if (!hex.matches("[0-9a-f]+") || !type.equals(BY_LENGTH.get(hex.length()))) {
      throw new ArtifactRefused("invalid " + type + " checksum: " + hex);
    }
    return new Checksum(algorithm, hex);
  }

  /** From a file of checksums: the line that names {@code fileName}, or the only one. */
  static Checksum in(List<String> lines, String fileName) throws ArtifactRefused {
    Checksum nameless = null;
    for (String line : lines) {
      Matcher bsd = BSD.matcher(line.strip());
      Matcher gnu = GNU.matcher(line.strip());
      if (bsd.matches() && baseName(bsd.group(2)).equals(fileName)) {
        return of(bsd.group(1) + ":" + bsd.group(3));
      } else if (gnu.matches() && gnu.group(2) != null) {
        if (baseName(gnu.group(2)).equals(fileName)) {
          return of(gnu.group(1));
        }
      } else if (gnu.matches()) {
        nameless = of(gnu.group(1));
      }
    }
    if (nameless == null) {
      throw new ArtifactRefused("no checksum of " + fileName + " in the checksum file");
    }
    return nameless;
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * @throws IOException with both checksums when the content is another
   */
  void verify(Path file) throws IOException {
    String found = HexFormat.of().formatHex(digest(file));
    if (!found.equals(hex)) {
      throw new IOException("checksums did not match: expected " + hex + ", got " + found);
    }
  }

  private byte[] digest(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] buffer = new byte[64 << 10];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
