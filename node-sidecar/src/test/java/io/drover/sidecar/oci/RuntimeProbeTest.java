package io.drover.sidecar.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.sidecar.spawn.LaunchFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host is told why it cannot isolate, instead of tasks that fail. */
final class RuntimeProbeTest {

  @TempDir Path directory;

  private OciIsolation with(String program) throws Exception {
    return new OciIsolation(
        new OciIsolation.Settings(
            program, directory.resolve("state"), "drover-probe-test", Trial.CHROOT));
  }

  @Test
  void aProgramThatIsNotThereIsTheReason() throws Exception {
    OciIsolation isolation = with("/no/such/runtime");
    assertThat(isolation.unavailable().orElseThrow())
        .startsWith("no OCI runtime works: /no/such/runtime: ")
        .contains("No such file");
    assertThat(isolation.program()).isEmpty();
    assertThatThrownBy(isolation::known).isInstanceOf(LaunchFailed.class);
  }

  @Test
  void whatARuntimeComplainsAboutIsTheReason() throws Exception {
    Path refuses = directory.resolve("runtime");
    Files.writeString(refuses, "#!/bin/sh\necho first >&2; echo no hybrid cgroups >&2; exit 1\n");
    Files.setAttribute(refuses, "unix:mode", 0755);
    assertThat(with(refuses.toString()).unavailable())
        .contains("no OCI runtime works: " + refuses + ": no hybrid cgroups");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .doesNotContain("state")
          .containsExactly("runtime");
    }
  }

  @Test
  void whatIsToBeReadOnlyInDepthIsAskedForOnlyWhereItWorks() throws Exception {
    Path old = directory.resolve("runtime");
    // Knows no "rro", as runc before 1.1.
    Files.writeString(
        old,
        "#!/bin/sh\nfor a; do [ \"$b\" = --bundle ] && grep -q rro $a/config.json && exit 1;"
            + " b=$a; done; exit 0\n");
    Files.setAttribute(old, "unix:mode", 0755);
    OciIsolation isolation = with(old.toString());
    assertThat(isolation.unavailable()).isEmpty();
    assertThat(isolation.program()).contains(old);
  }
}
