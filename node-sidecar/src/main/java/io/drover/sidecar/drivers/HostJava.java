package io.drover.sidecar.drivers;

import io.drover.sidecar.executor.SearchPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The host's Java. It is asked for its version once, in the background from the beginning; who
 * needs to know waits for that.
 */
public final class HostJava {

  private static final Logger LOG = Logger.getLogger(HostJava.class);
  private static final Pattern VERSION = Pattern.compile("version \"([^\"]*)\"");
  private static final long ANSWER_SECONDS_MAX = 10;

  private final CompletableFuture<Optional<Version>> version;

  /**
   * What it says of itself.
   *
   * @param program with all links followed
   * @param runtime the second line of its answer
   * @param vm the third
   */
  record Version(Path program, String version, String runtime, String vm) {}

  /**
   * @param searchPath directories separated by colons
   */
  public HostJava(String searchPath) {
    version = new CompletableFuture<>();
    Thread.ofVirtual().name("java-version").start(() -> version.complete(look(searchPath)));
  }

  /** Nothing when there is no Java here that answers. */
  Optional<Version> version() {
    return version.join();
  }

  private static Optional<Version> look(String searchPath) {
    try {
      Optional<Path> program = SearchPath.find("java", searchPath, Files::isExecutable);
      if (program.isPresent()) {
        return ask(program.get().toRealPath());
      }
    } catch (IOException | RuntimeException failure) {
      LOG.warnf("java: %s", failure.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private static Optional<Version> ask(Path program) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "-version").redirectErrorStream(true);
    builder.environment().clear();
    Path answer = Files.createTempFile("drover-java", ".out");
    try {
      Process process = builder.redirectOutput(answer.toFile()).start();
      if (!process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        LOG.warnf("%s -version does not end", program);
        return Optional.empty();
      }
      return parse(program, Files.readString(answer, StandardCharsets.UTF_8));
    } finally {
      Files.delete(answer);
    }
  }

  static Optional<Version> parse(Path program, String answer) {
    List<String> lines = answer.lines().map(String::strip).toList();
    for (int i = 0; i + 2 < lines.size(); i++) {
      // Other lines may come first, about options that were picked up.
      Matcher found = VERSION.matcher(lines.get(i));
      if (found.find()) {
        return Optional.of(
            new Version(program, found.group(1), lines.get(i + 1), lines.get(i + 2)));
      }
    }
    return Optional.empty();
  }
}
