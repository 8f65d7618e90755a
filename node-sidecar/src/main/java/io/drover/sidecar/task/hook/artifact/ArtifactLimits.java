package io.drover.sidecar.task.hook.artifact;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Bounds of what is fetched.
 *
 * @param httpTimeout until a download is through
 * @param httpBytesMax of one download
 * @param gitTimeout until a repository is there
 * @param unpackedBytesMax of one archive's content
 * @param unpackedFilesMax entries of one archive
 * @param fileDirectories of the host, absolute, from which {@code file} sources may be copied
 */
public record ArtifactLimits(
    Duration httpTimeout,
    long httpBytesMax,
    Duration gitTimeout,
    long unpackedBytesMax,
    int unpackedFilesMax,
    List<Path> fileDirectories) {

  /** Nomad's. */
  public static final ArtifactLimits DEFAULTS =
      new ArtifactLimits(
          Duration.ofMinutes(30),
          100_000_000_000L,
          Duration.ofMinutes(30),
          100_000_000_000L,
          4096,
          List.of());

  public ArtifactLimits {
    fileDirectories = List.copyOf(fileDirectories);
  }
}
