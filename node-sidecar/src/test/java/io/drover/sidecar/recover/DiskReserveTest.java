package io.drover.sidecar.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.sidecar.kernel.Mounts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that tasks have filled, and what must be written even so. */
final class DiskReserveTest {

  private static final long ALL = (long) DiskReserve.PIECES * DiskReserve.PIECE_BYTES;

  @TempDir Path directory;
  private Path disk;
  private final byte[] content = new byte[40 << 10];

  @BeforeEach
  void mount() throws Exception {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"),
        "a small file system has to be mounted");
    disk = Files.createDirectory(directory.resolve("disk"));
    Mounts.tmpfs(disk, "size=8m");
    new Random(5).nextBytes(content);
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      Mounts.unmount(disk);
    }
  }

  private Path fill() throws IOException {
    Path ballast = disk.resolve("ballast");
    try (OutputStream to = Files.newOutputStream(ballast)) {
      while (true) {
        to.write(new byte[4096]);
      }
    } catch (IOException full) {
      return ballast;
    }
  }

  @Test
  void whatMustBeOnAFullDiskIsWrittenAndTheReserveGrowsBackWhenThereIsRoom() throws Exception {
    Path file = disk.resolve("reserve");
    DiskReserve reserve = new DiskReserve(file, Duration.ZERO);
    assertThat(file).hasSize(ALL);
    Path ballast = fill();
    assertThatThrownBy(() -> AtomicFile.write(disk.resolve("other"), content, true))
        .hasMessageContaining("No space left on device");
    Files.deleteIfExists(disk.resolve("other.new"));
    for (int i = 0; i < 5; i++) {
      reserve.write(disk.resolve("exit" + i), content);
      assertThat(disk.resolve("exit" + i)).hasBinaryContent(content);
    }
    assertThat(Files.size(file)).isLessThan(ALL).isPositive();
    Files.delete(ballast);
    reserve.write(disk.resolve("last"), content);
    assertThat(file).hasSize(ALL);
  }

  @Test
  void aReserveThatIsUsedUpIsAnErrorAsAFullDiskIs() throws Exception {
    DiskReserve reserve = new DiskReserve(disk.resolve("reserve"));
    fill();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                reserve.write(disk.resolve("exit" + i), content);
              }
            })
        .hasMessageContaining("No space left on device");
    assertThat(disk.resolve("exit10")).exists();
  }

  @Test
  void whatIsLeftOfItIsTakenUpByTheNextSidecar() throws Exception {
    Path file = disk.resolve("reserve");
    DiskReserve first = new DiskReserve(file);
    Path ballast = fill();
    first.write(disk.resolve("exit"), content);
    long left = Files.size(file);
    DiskReserve next = new DiskReserve(file);
    assertThat(file).hasSize(left);
    next.write(disk.resolve("exit2"), content);
    Files.delete(ballast);
    assertThat(new DiskReserve(file)).isNotNull();
    assertThat(file).hasSize(ALL);
  }
}
