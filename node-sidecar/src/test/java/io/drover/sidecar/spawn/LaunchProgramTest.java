package io.drover.sidecar.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The helper program is what its source says. */
final class LaunchProgramTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"x86_64, amd64, x86_64-linux-gnu-", "aarch64, aarch64, aarch64-linux-gnu-"})
  void theBytesAreThoseOfTheSource(String name, String architecture, String prefix)
      throws Exception {
    Path assembler = Path.of("/usr/bin/" + prefix + "as");
    Assumptions.assumeTrue(Files.isExecutable(assembler), "no assembler for " + name);
    Path source = Path.of("src/main/asm/launch-" + name + ".S");
    Path object = directory.resolve("launch.o");
    Path program = directory.resolve("launch");
    run(List.of(assembler.toString(), "-o", object.toString(), source.toString()));
    run(
        List.of(
            "/usr/bin/" + prefix + "objcopy",
            "-O",
            "binary",
            "-j",
            ".text",
            object.toString(),
            program.toString()));
    assertThat(LaunchProgram.bytes(architecture)).isEqualTo(Files.readAllBytes(program));
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void anotherArchitectureIsRefusedByName() {
    assertThatThrownBy(() -> LaunchProgram.bytes("riscv64"))
        .isInstanceOf(IOException.class)
        .hasMessage("processes cannot be launched on riscv64: it needs x86-64 or arm64");
  }

  @Test
  void itIsReplacedWhileItRuns() throws Exception {
    try (LaunchProgram first = LaunchProgram.install(directory)) {
      Process running =
          new ProcessBuilder(first.path(), "hold", "--", "/bin/true")
              .redirectErrorStream(true)
              .start();
      try (LaunchProgram second = LaunchProgram.install(directory)) {
        assertThat(second.path()).isEqualTo(first.path());
        assertThat(running.isAlive()).isTrue();
      } finally {
        running.destroyForcibly().waitFor();
      }
    }
  }
}
