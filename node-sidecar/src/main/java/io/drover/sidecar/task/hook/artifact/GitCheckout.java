package io.drover.sidecar.task.hook.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Fetches a repository with the git program, shallow where the server can do that. */
final class GitCheckout {

  private static final int MESSAGE_CHARS_MAX = 400;

  private final Path home;
  private final boolean fromFiles;
  private final long deadline;
  private final Duration timeout;

  /**
   * @param home an empty directory, so that nobody's configuration is read
   * @param fromFiles whether the repository may be a directory of this host
   */
  GitCheckout(Path home, boolean fromFiles, Duration timeout) {
    this.home = home;
    this.fromFiles = fromFiles;
    this.timeout = timeout;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /**
   * @throws IOException with the end of what git said
   */
  void fetch(ArtifactSource source, Path to) throws IOException, InterruptedException {
    if (!source.parameter("sshkey").isEmpty()) {
      throw new ArtifactRefused("sshkey is not supported; use https");
    }
    String ref = source.parameter("ref").isEmpty() ? "HEAD" : source.parameter("ref");
    if (ref.startsWith("-") || ref.contains(":")) {
      throw new ArtifactRefused("\"" + ref + "\" is not a ref");
    }
    Files.createDirectories(to);
    git(to, "init", "--quiet");
    git(to, "remote", "add", "--", "origin", source.url().toString());
    try {
      git(to, "fetch", "--quiet", "--depth", Integer.toString(depth(source)), "origin", ref);
      git(to, "checkout", "--quiet", "--detach", "FETCH_HEAD");
    } catch (GitFailed shallow) {
      // Old servers give single commits by branch or tag only, and some nothing shallow at all.
      everything(to, ref, shallow);
    }
    if (Files.exists(to.resolve(".gitmodules"))) {
      git(to, "submodule", "--quiet", "update", "--init", "--recursive");
    }
  }

  private static int depth(ArtifactSource source) throws ArtifactRefused {
    String text = source.parameter("depth");
    try {
      int depth = text.isEmpty() ? 1 : Integer.parseInt(text);
      return depth <= 0 ? 1 : depth;
    } catch (NumberFormatException wrong) {
      throw new ArtifactRefused("depth \"" + text + "\" is not a number");
    }
  }

  private void everything(Path to, String ref, GitFailed shallow)
      throws IOException, InterruptedException {
    try {
      git(to, "fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*");
    } catch (GitFailed failure) {
      failure.addSuppressed(shallow);
      throw failure;
    }
    if (ref.equals("HEAD")) {
      git(to, "fetch", "--quiet", "origin", "HEAD");
      git(to, "checkout", "--quiet", "--detach", "FETCH_HEAD");
      return;
    }
    try {
      git(to, "checkout", "--quiet", "--detach", "origin/" + ref, "--");
    } catch (GitFailed notABranch) {
      git(to, "checkout", "--quiet", "--detach", ref, "--");
    }
  }

  private static final class GitFailed extends IOException {

    private static final long serialVersionUID = 1;

    GitFailed(String message) {
      super(message);
    }
  }

  private void git(Path directory, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null"));
    command.addAll(List.of("-c", "safe.directory=*"));
    command.addAll(List.of(arguments));
    Path output = home.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile());
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", path,
                "HOME", home.toString(),
                "LC_ALL", "C",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_ASKPASS", "/bin/false",
                "GIT_SSH_COMMAND", "ssh -o BatchMode=yes",
                "GIT_ALLOW_PROTOCOL", "https:http:ssh:git" + (fromFiles ? ":file" : "")));
    Process process = start(builder);
    try {
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new IOException("git was not through after " + timeout);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new GitFailed("git " + arguments[0] + ": " + end(output));
    }
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException missing) {
      throw new ArtifactRefused("git must be available and on the PATH");
    }
  }

  private static String end(Path output) throws IOException {
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
    return text.substring(Math.max(0, text.length() - MESSAGE_CHARS_MAX));
  }
}
