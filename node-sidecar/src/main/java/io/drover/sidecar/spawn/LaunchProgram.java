package io.drover.sidecar.spawn;

import io.drover.sidecar.kernel.ForChild;
import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.Spawn;
import io.drover.sidecar.kernel.Spawn.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The helper program of our own and the shell text, both put where a launch finds them. The
 * program's source is in src/main/asm.
 *
 * @param path for posix_spawn
 * @param script file with {@link LaunchScript}
 * @param descriptor of the program: children that have changed their user run it by {@link #BY_FD}
 */
public record LaunchProgram(String path, Path script, ForChild descriptor)
    implements AutoCloseable {

  /** The program as a child finds it, as its descriptor 4. */
  static final String BY_FD = "/proc/self/fd/4";

  private static final String NAME = "drover-launch";
  private static final Map<String, String> ARCHITECTURES =
      Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "aarch64");

  /**
   * Writes both.
   *
   * @param directory which is made
   * @throws IOException also for a machine that there is no such program for
   */
  public static LaunchProgram install(Path directory) throws IOException {
    byte[] program = bytes(System.getProperty("os.arch"));
    Files.createDirectories(directory);
    Path script = directory.resolve("launch.sh");
    replace(script, LaunchScript.TEXT.getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    Path file = directory.resolve(NAME);
    replace(file, program, "rwxr-xr-x");
    return Files.isExecutable(file)
        ? new LaunchProgram(file.toString(), script, ForChild.file(file))
        : inMemory(program, script);
  }

  /** For a directory that programs cannot be run from. */
  static LaunchProgram inMemory(byte[] program, Path script) throws KernelException {
    return new LaunchProgram(BY_FD, script, ForChild.memory(NAME, program));
  }

  /** The program for an architecture, by Java's name of it. */
  static byte[] bytes(String architecture) throws IOException {
    String known = ARCHITECTURES.get(architecture);
    if (known == null) {
      throw new IOException(
          "processes cannot be launched on " + architecture + ": it needs x86-64 or arm64");
    }
    try (InputStream resource = LaunchProgram.class.getResourceAsStream("launch-" + known)) {
      if (resource == null) {
        throw new IOException("launch-" + known + " is missing in this program");
      }
      return resource.readAllBytes();
    }
  }

  // A running program cannot be written to, but its name can be given to another file.
  private static void replace(Path file, byte[] content, String mode) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.write(fresh, content);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Starts the program in one of its modes, with 3 and 4 as it expects them. */
  long start(List<String> arguments, List<String> environment, ForChild status)
      throws KernelException {
    Source nothing = new Source.Opened("/dev/null", Spawn.READ_WRITE);
    return Spawn.start(
        path,
        arguments,
        environment,
        List.of(nothing, nothing, nothing, new Source.Given(status), new Source.Given(descriptor)));
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
