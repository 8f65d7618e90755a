package io.drover.sidecar.boot;

import io.drover.contract.json.GoDuration;
import io.drover.sidecar.task.hook.artifact.ArtifactLimits;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of what tasks have fetched; every member optional.
 *
 * @param httpReadTimeout until a download is through, in Go's notation; default 30m
 * @param httpMaxSize of one download, such as 100GB, the default
 * @param gitTimeout until a repository is there; default 30m
 * @param decompressionSizeLimit of an archive's content; default 100GB
 * @param decompressionFileCountLimit entries of an archive; default 4096
 * @param fileDirectories from which {@code file} sources may be copied; default none
 */
@RegisterForReflection
public record ArtifactConfig(
    @Nullable String httpReadTimeout,
    @Nullable String httpMaxSize,
    @Nullable String gitTimeout,
    @Nullable String decompressionSizeLimit,
    @Nullable Integer decompressionFileCountLimit,
    @Nullable List<String> fileDirectories) {

  static ArtifactConfig defaults() {
    return new ArtifactConfig(null, null, null, null, null, null);
  }

  /**
   * @throws IllegalArgumentException naming the member that is wrong
   */
  ArtifactLimits limits() {
    ArtifactLimits otherwise = ArtifactLimits.DEFAULTS;
    return new ArtifactLimits(
        httpReadTimeout == null ? otherwise.httpTimeout() : GoDuration.parse(httpReadTimeout),
        bytes("httpMaxSize", httpMaxSize, otherwise.httpBytesMax()),
        gitTimeout == null ? otherwise.gitTimeout() : GoDuration.parse(gitTimeout),
        bytes("decompressionSizeLimit", decompressionSizeLimit, otherwise.unpackedBytesMax()),
        decompressionFileCountLimit == null
            ? otherwise.unpackedFilesMax()
            : decompressionFileCountLimit,
        fileDirectories == null ? List.of() : fileDirectories.stream().map(Path::of).toList());
  }

  private static long bytes(String member, @Nullable String text, long otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return ByteSizes.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "artifact." + member + ": \"" + text + "\" is not a size such as 100GB", wrong);
    }
  }
}
