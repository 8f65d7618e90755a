package io.drover.sidecar.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.sidecar.cgroup.Limits;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The java driver with the machine's own Java. */
final class JavaDriverTest {

  @TempDir Path directory;
  private IsolatedDrivers drivers;
  private JavaDriver driver;

  @BeforeEach
  void start() throws Exception {
    drivers = new IsolatedDrivers(directory);
    driver =
        new JavaDriver(
            drivers.launch(
                IsolatedDrivers.settings(Map.of(), Map.of()), IsolatedDrivers.ALL_LIMITS),
            new HostJava("/usr/local/bin:/usr/bin:/bin"));
    Assumptions.assumeTrue(
        driver.fingerprint().healthy(),
        () -> "no Java that tasks can see: " + driver.fingerprint().healthDescription());
  }

  @AfterEach
  void stop() throws Exception {
    if (drivers != null) {
      drivers.close();
    }
  }

  private int run(String run, Map<String, Object> config) throws Exception {
    return driver
        .start(IsolatedDrivers.run(run), drivers.start(run, "", config, Limits.NONE))
        .exit()
        .get(120, TimeUnit.SECONDS)
        .code();
  }

  /** Compiles a program that says what it was given and ends with 3. */
  private static void compile(Path into) throws Exception {
    Path source =
        Files.writeString(
            into.resolve("Hello.java"),
            """
        public class Hello {
          public static void main(String[] args) {
            System.out.println(System.getProperty("x") + " " + String.join(",", args));
            System.exit(3);
          }
        }
        """);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "11", "-d", into.toString(), source.toString());
    assertThat(code).isZero();
  }

  @Test
  void aClassRunsWithItsOptionsAndArguments() throws Exception {
    compile(drivers.trial.taskDirectory("a.t.0").resolve("local"));
    Map<String, Object> config =
        Map.of(
            "class",
            "Hello",
            "class_path",
            "/local",
            "jvm_options",
            List.of("-Dx=y", "-Xshare:off"),
            "args",
            List.of("a", "b"));
    assertThat(run("a.t.0", config)).as(() -> drivers.executor.told("a.t.0")).isEqualTo(3);
    assertThat(drivers.executor.told("a.t.0")).isEqualTo("y a,b\n");
  }

  @Test
  void aJarRuns() throws Exception {
    Path local = drivers.trial.taskDirectory("a.t.0").resolve("local");
    compile(local);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Hello");
    try (OutputStream file = Files.newOutputStream(local.resolve("hello.jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.putNextEntry(new JarEntry("Hello.class"));
      jar.write(Files.readAllBytes(local.resolve("Hello.class")));
    }
    assertThat(run("a.t.0", Map.of("jar_path", "local/hello.jar", "args", List.of("z"))))
        .as(() -> drivers.executor.told("a.t.0"))
        .isEqualTo(3);
    assertThat(drivers.executor.told("a.t.0")).isEqualTo("null z\n");
  }

  @Test
  void aTaskNeedsAClassOrAJar() {
    assertThatThrownBy(() -> run("a.t.0", Map.of("args", List.of("x"))))
        .isInstanceOf(StartFailed.class)
        .hasMessage("jar_path or class must be specified");
    assertThatThrownBy(() -> driver.validate(Map.of("command", "x")))
        .hasMessageContaining("No argument or block type is named \"command\"");
  }

  @Test
  void theFingerprintTellsTheVersion() {
    assertThat(driver.fingerprint().attributes())
        .containsEntry("driver.java", "true")
        .containsKeys("driver.java.version", "driver.java.runtime", "driver.java.vm");
    assertThat(driver.nodeAttributes()).containsEntry("driver.java", "1");
    JavaDriver without =
        new JavaDriver(
            drivers.launch(
                IsolatedDrivers.settings(Map.of(), Map.of()), IsolatedDrivers.ALL_LIMITS),
            new HostJava("/nonexistent"));
    assertThat(without.fingerprint().detected()).isFalse();
    assertThat(without.nodeAttributes()).isEmpty();
  }

  @Test
  void anAnswerIsReadWhateverComesBeforeIt() {
    HostJava.Version version =
        HostJava.parse(
                Path.of("/usr/bin/java"),
                """
                Picked up JAVA_TOOL_OPTIONS: -Dx
                openjdk version "17.0.15" 2025-04-15
                OpenJDK Runtime Environment (build 17.0.15+6)
                OpenJDK 64-Bit Server VM (build 17.0.15+6, mixed mode, sharing)
                """)
            .orElseThrow();
    assertThat(version.version()).isEqualTo("17.0.15");
    assertThat(version.runtime()).isEqualTo("OpenJDK Runtime Environment (build 17.0.15+6)");
    assertThat(version.vm())
        .isEqualTo("OpenJDK 64-Bit Server VM (build 17.0.15+6, mixed mode, sharing)");
    assertThat(HostJava.parse(Path.of("/usr/bin/java"), "no such thing")).isEmpty();
  }
}
