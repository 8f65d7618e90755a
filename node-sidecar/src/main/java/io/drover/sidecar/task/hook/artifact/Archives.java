package io.drover.sidecar.task.hook.artifact;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks archives of the formats that jobs use, into an {@link UnpackTarget}. */
final class Archives {

  // The strongest preset of xz needs 65 MiB to unpack.
  private static final int XZ_MEMORY_KIB = 80 << 10;
  private static final int LINK_BYTES_MAX = 4096;

  // The longer endings first: the first that fits is the one.
  private static final List<String> FORMATS =
      List.of(
          "tar.bz2", "tar.zst", "tar.gz", "tar.xz", "tbz2", "tzst", "tgz", "txz", "bz2", "tar",
          "zip", "zst", "gz", "xz");

  private Archives() {}

  /** The format that a file's name tells. */
  static Optional<String> formatOf(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return FORMATS.stream().filter(format -> lower.endsWith("." + format)).findFirst();
  }

  /** Whether it is one of those. */
  static boolean known(String format) {
    return FORMATS.contains(format);
  }

  /**
   * @param name for a format that holds a single file without a name
   * @throws IOException when it is damaged, too large, or holds what must not be unpacked
   */
  static void unpack(Path archive, String format, String name, UnpackTarget target)
      throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
      switch (format) {
        case "zip" -> zip(archive, target);
        case "tar" -> tar(file, target);
        case "tar.gz", "tgz" -> tar(new GZIPInputStream(file), target);
        case "tar.bz2", "tbz2" -> tar(new BZip2CompressorInputStream(file, true), target);
        case "tar.xz", "txz" -> tar(new XZInputStream(file, XZ_MEMORY_KIB), target);
        case "gz" -> target.file(name, 0644, new GZIPInputStream(file));
        case "bz2" -> target.file(name, 0644, new BZip2CompressorInputStream(file, true));
        case "xz" -> target.file(name, 0644, new XZInputStream(file, XZ_MEMORY_KIB));
        default -> throw new ArtifactRefused("archives of type " + format + " are not supported");
      }
    } catch (IllegalArgumentException damaged) {
      throw new IOException("the archive is damaged: " + damaged.getMessage(), damaged);
    }
  }

  private static void tar(InputStream content, UnpackTarget target) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(content)) {
      boolean empty = true;
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        empty = false;
        if (entry.isDirectory()) {
          target.directory(entry.getName(), entry.getMode());
        } else if (entry.isSymbolicLink()) {
          target.link(entry.getName(), entry.getLinkName());
        } else if (entry.isLink()) {
          target.same(entry.getName(), entry.getLinkName());
        } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
          throw new ArtifactRefused(
              "\"" + entry.getName() + "\" in the archive is neither file, directory nor link");
        } else {
          target.file(entry.getName(), entry.getMode(), tar);
        }
      }
      if (empty) {
        throw new IOException("the archive is empty, or is none");
      }
    }
  }

  private static void zip(Path archive, UnpackTarget target) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        int mode = entry.getUnixMode();
        if (entry.isDirectory()) {
          target.directory(entry.getName(), mode == 0 ? 0755 : mode);
          continue;
        }
        try (InputStream content = zip.getInputStream(entry)) {
          if (entry.isUnixSymlink()) {
            byte[] to = content.readNBytes(LINK_BYTES_MAX);
            target.link(entry.getName(), new String(to, StandardCharsets.UTF_8));
          } else {
            target.file(entry.getName(), mode == 0 ? 0644 : mode, content);
          }
        }
      }
    }
  }
}
