package io.drover.sidecar.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PropagationTest {

  private static final List<String> MOUNTS =
      List.of(
          "20 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
          "21 20 0:5 / /srv rw shared:7 - tmpfs tmpfs rw",
          "22 21 0:6 / /srv/own rw - tmpfs tmpfs rw",
          "23 20 0:7 / /twice rw shared:8 - tmpfs tmpfs rw",
          "24 23 0:8 / /twice rw - tmpfs shared:9 rw");

  @Test
  void theMountThatAPathLiesOnDecides() {
    assertThat(Propagation.shared(Path.of("/srv/data"), MOUNTS)).isTrue();
    assertThat(Propagation.shared(Path.of("/srv/own/data"), MOUNTS)).isFalse();
    assertThat(Propagation.shared(Path.of("/srvx"), MOUNTS)).isFalse();
  }

  @Test
  void ofTwoInOnePlaceTheLaterDecides() {
    assertThat(Propagation.shared(Path.of("/twice"), MOUNTS)).isFalse();
  }
}
