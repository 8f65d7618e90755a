package io.drover.sidecar.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A sidecar in a JVM of its own, for tests that end it the hard way. */
final class SidecarProcess {

  private SidecarProcess() {}

  /** What runs in the other JVM. */
  public static void main(String[] arguments) throws Exception {
    Sidecar.start(ConfigFile.read(Path.of(arguments[0])), "test");
    new CountDownLatch(1).await();
  }

  static Process start(Path config, Path log) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                SidecarProcess.class.getName(),
                config.toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** SIGKILL, and nothing of it is left. */
  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not die");
    }
  }
}
