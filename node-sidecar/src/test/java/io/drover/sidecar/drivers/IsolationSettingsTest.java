package io.drover.sidecar.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IsolationSettingsTest {

  private static IsolationSettings read(Map<String, Object> plugin) {
    return IsolationSettings.of("exec", plugin, Map.of(), Map.of(), true);
  }

  @Test
  void whatIsNotSaidIsNomadsDefault() {
    IsolationSettings settings = read(Map.of());
    assertThat(settings.defaultPidMode()).isEqualTo("private");
    assertThat(settings.defaultIpcMode()).isEqualTo("private");
    assertThat(settings.noPivotRoot()).isFalse();
    assertThat(settings.allowCaps()).hasSize(13).doesNotContain("net_raw");
    assertThat(settings.chroot()).hasSize(9).containsEntry("/etc", "/etc");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> read(Map.of("default_pid_mode", "shared")))
        .hasMessage(
            "plugin \"exec\": default_pid_mode must be \"private\" or \"host\", got \"shared\"");
    assertThatThrownBy(() -> read(Map.of("default_ipc_mode", 1)))
        .hasMessageContaining("default_ipc_mode");
    assertThatThrownBy(() -> read(Map.of("no_pivot_root", "yes")))
        .hasMessageContaining("no_pivot_root must be true or false");
    assertThatThrownBy(() -> read(Map.of("allow_caps", "chown")))
        .hasMessageContaining("allow_caps must be a list of strings");
    assertThatThrownBy(() -> read(Map.of("allow_caps", List.of("flying"))))
        .hasMessage(
            "plugin \"exec\": allow_caps configured with capabilities not supported by system:"
                + " flying");
    assertThatThrownBy(() -> read(Map.of("allow_capz", List.of())))
        .hasMessage("plugin \"exec\": unknown members allow_capz");
    assertThatThrownBy(
            () -> IsolationSettings.of("exec", Map.of(), Map.of(), Map.of("etc", "/etc"), true))
        .hasMessageContaining("chroot_env");
  }

  @Test
  void onlyWholeNamesOfPathsAreRewritten() {
    InsidePaths inside = new InsidePaths(Path.of("/d/a1/alloc-2"), Path.of("/d/a1/alloc"));
    assertThat(inside.rewrite("/d/a1/alloc-2/local/x:/d/a1/alloc/data:/d/a1/alloc"))
        .isEqualTo("/local/x:/alloc/data:/alloc");
    assertThat(inside.rewrite("/d/a1/alloc-2/localized /d/a1/alloc-3/local"))
        .isEqualTo("/d/a1/alloc-2/localized /d/a1/alloc-3/local");
  }
}
