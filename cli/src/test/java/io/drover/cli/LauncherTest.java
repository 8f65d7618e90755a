package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's functions, with the two programs replaced by small shell commands. */
class LauncherTest {

  private static final Path LAUNCHER = Path.of("..", "drover").toAbsolutePath().normalize();

  /** Much more than the 5 s that stopping may take, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path home;

  private record Result(int code, String output, Duration took) {}

  @BeforeEach
  void aTreeOfOneModule() throws IOException {
    for (String module : new String[] {"contract", "node-sidecar"}) {
      Files.createDirectories(home.resolve(module + "/src/main/java"));
      Files.writeString(home.resolve(module + "/pom.xml"), "<project/>");
    }
    Files.writeString(home.resolve("pom.xml"), "<project/>");
  }

  private Result shell(String script) throws Exception {
    Path output = home.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", ". " + LAUNCHER + "\n" + script)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("DROVER_ONLY_FUNCTIONS", "1");
    builder.environment().put("DROVER_HOME", home.toString());
    builder.environment().remove("DROVER_JAVA_HOME");
    long begun = System.nanoTime();
    Process process = builder.start();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(output, StandardCharsets.UTF_8),
        Duration.ofNanos(System.nanoTime() - begun));
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = home.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return jdk;
  }

  @Test
  void theNamedJdkIsTakenIfItIsNewEnough() throws Exception {
    Path old = jdk("old", "17.0.1");
    Path good = jdk("good one", "25.0.3");
    Result ran =
        shell("DROVER_JAVA_HOME='%s' JAVA_HOME='%s'; find_jdk; say \"$java\"".formatted(good, old));
    assertThat(ran.output()).isEqualTo(good + "/bin/java\n");
    Result refused = shell("DROVER_JAVA_HOME='%s'; find_jdk".formatted(old));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.output()).contains("there is no JDK 25 or newer in it");
  }

  @Test
  void withoutAJdkItIsSaidHowToGetOne() throws Exception {
    Result ran = shell("jdk_candidates() { say '%s'; }; find_jdk".formatted(jdk("old", "21")));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.output()).contains("no JDK 25 or newer was found").contains("adoptium.net");
  }

  @Test
  void onlyAChangedSourceMakesAModuleStale() throws Exception {
    Path jar = home.resolve("node-sidecar/target/quarkus-app/quarkus-run.jar");
    String fresh = "if is_fresh node-sidecar; then say fresh; else say stale; fi\n";
    assertThat(shell(fresh).output()).isEqualTo("stale\n");
    Files.createDirectories(jar.getParent());
    Files.writeString(jar, "");
    String stamp = "mkdir -p \"$state/stamps\"; touch \"$state/stamps/node-sidecar\"\n";
    assertThat(shell(stamp + fresh).output()).isEqualTo("fresh\n");
    String edit = "touch -d '+1 minute' \"$home/contract/src/main/java/A.java\"\n";
    assertThat(shell(edit + fresh).output()).isEqualTo("stale\n");
  }

  @Test
  void aFailedBuildShowsTheEndOfItsOutput() throws Exception {
    Path mvn = Files.writeString(home.resolve("mvn"), "#!/bin/sh\necho 'no such symbol'; exit 3\n");
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    Result ran = shell("DROVER_MVN='%s'; ensure node-sidecar".formatted(mvn));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.output())
        .contains("building node-sidecar")
        .contains("no such symbol")
        .contains("the build failed; all of its output is in");
    assertThat(home.resolve(".drover/build.log")).exists();
    assertThat(home.resolve(".drover/build.lock")).doesNotExist();
  }

  @Test
  void testReportsAreSummedUp() throws Exception {
    report("a/target/surefire-reports/TEST-A.xml", 5, 1, 1, 1);
    report("b/target/failsafe-reports/TEST-B.xml", 3, 0, 0, 0);
    Result ran = shell("summary");
    assertThat(ran.output()).isEqualTo("5 passed, 2 failed, 1 skipped\n");
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void noTestAtAllIsAFailure() throws Exception {
    Result ran = shell("summary");
    assertThat(ran.output()).isEqualTo("0 passed, 0 failed, 0 skipped\n");
    assertThat(ran.code()).isEqualTo(1);
  }

  private void report(String path, int tests, int errors, int skipped, int failures)
      throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite version="3.0.2" name="x" time="1.2" tests="%d" errors="%d" skipped="%d" failures="%d">
          <testcase name="y"/>
        </testsuite>
        """
            .formatted(tests, errors, skipped, failures));
  }

  private static final String BOTH =
      """
      AGENT_SERVER=1 AGENT_CLIENT=1 AGENT_TEMPORARY=1 AGENT_DATA_DIR=$home/temporary
      mkdir -p "$AGENT_DATA_DIR"
      """;

  @Test
  void theEndOfOneProgramEndsTheOtherAndGivesItsCode() throws Exception {
    Result ran =
        shell(
            BOTH
                + "run_server() { exec sleep 1000; }\n"
                + "run_node() { exit 7; }\n"
                + "start_programs; say \"$server_pid\" >\"$home/pid\"; watch_programs");
    assertThat(ran.code()).isEqualTo(7);
    assertThat(ran.output()).contains("The node sidecar ended by itself with code 7");
    assertThat(home.resolve("temporary")).doesNotExist();
    assertGone(home.resolve("pid"));
  }

  @Test
  void aSignalStopsBothAndIsASuccess() throws Exception {
    Result ran =
        shell(
            BOTH
                + "run_server() { exec sleep 1000; }\n"
                + "run_node() { exec sleep 1000; }\n"
                + "start_programs; say \"$server_pid\" >\"$home/pid\"\n"
                + "(kill -INT $$) & watch_programs");
    assertThat(ran.code()).isZero();
    assertThat(ran.output()).contains("Caught signal: INT").contains("Drover agent stopped");
    assertGone(home.resolve("pid"));
  }

  @Test
  void aProgramThatDoesNotEndIsKilledWithinFiveSeconds() throws Exception {
    Result ran =
        shell(
            BOTH
                + "stop_tenths=5\n"
                + "run_server() { trap '' TERM; while :; do sleep 1; done; }\n"
                + "run_node() { exec sleep 1000; }\n"
                + "start_programs; say \"$server_pid\" >\"$home/pid\"\n"
                + "(kill -TERM $$) & watch_programs");
    assertThat(ran.code()).isZero();
    assertThat(ran.output()).contains("did not end in time and is killed");
    assertGone(home.resolve("pid"));
  }

  private static void assertGone(Path pidFile) throws IOException {
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }
}
