package io.drover.sidecar.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Node;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Controller;
import io.drover.sidecar.cgroup.RealTrees;
import io.drover.sidecar.drivers.DriverCatalog;
import io.drover.sidecar.kernel.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of itself, beside what else tells of this machine. */
final class FingerprintTest {

  // Those of a natural node of Nomad 1.6.1 without drivers, and without landlock, which depends on
  // the kernel, and the network bridge, which is not offered.
  private static final String[] RECORDED = {
    "cpu.arch",
    "cpu.frequency",
    "cpu.modelname",
    "cpu.numcores",
    "cpu.reservablecores",
    "cpu.totalcompute",
    "kernel.arch",
    "kernel.name",
    "kernel.version",
    "memory.totalbytes",
    "nomad.advertise.address",
    "nomad.service_discovery",
    "nomad.version",
    "os.name",
    "os.signals",
    "os.version",
    "unique.hostname",
    "unique.network.ip-address",
    "unique.storage.bytesfree",
    "unique.storage.bytestotal",
    "unique.storage.volume"
  };

  @TempDir Path allocs;

  private Fingerprint fingerprint(Optional<CgroupTree> cgroups, long totalCompute)
      throws Exception {
    Fingerprint.Settings settings =
        new Fingerprint.Settings(
            new NodeId("36c044d1-7146-7be6-2b7b-d27c330ca42d"),
            "secret",
            "",
            "dc1",
            "",
            "default",
            Map.of(),
            totalCompute,
            0,
            0,
            0,
            0,
            0,
            "",
            "",
            "",
            "",
            20000,
            32000,
            "drover",
            Map.of(),
            Map.of(),
            "test");
    return new Fingerprint(settings, new DriverCatalog(List.of()), cgroups, allocs);
  }

  @Test
  void anOrdinaryHostHasTheAttributesThatWereRecorded() throws Exception {
    Map<String, String> attributes = fingerprint(Optional.empty(), 0).take().attributes();
    assertThat(attributes).containsKeys(RECORDED);
    assertThat(attributes).allSatisfy((name, value) -> assertThat(value).as(name).isNotNull());
    assertThat(attributes.get("os.signals").split(",")).containsAll(Signals.all().keySet());
    assertThat(attributes)
        .containsEntry("kernel.name", "linux")
        .containsEntry(
            "kernel.version", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip())
        .containsEntry(
            "cpu.numcores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    if (attributes.containsKey("kernel.landlock")) {
      assertThat(attributes.get("kernel.landlock")).matches("v[1-9][0-9]*");
    }
  }

  @Test
  void aHostWithoutCgroupsSaysThatItEnforcesNothing() throws Exception {
    Node node = fingerprint(Optional.empty(), 0).take();
    for (Controller controller : Controller.values()) {
      assertThat(node.attributes())
          .containsEntry("drover.cgroup." + controller.kernelName(), "false");
    }
    assertThat(node.attributes())
        .containsEntry("cpu.reservablecores", "0")
        .doesNotContainKeys("unique.cgroup.version", "drover.cgroup.version");
    assertThat(node.nodeResources().cpu().reservableCpuCores()).isEmpty();
    assertThat(node.nodeResources().cpu().totalCpuCores()).isPositive();
  }

  @Test
  void whatCanBeEnforcedIsPublished() throws Exception {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"), "real cgroups need root");
    for (CgroupTree tree : RealTrees.all().toList()) {
      tree.prepare();
      Node node = fingerprint(Optional.of(tree), 0).take();
      for (Controller controller : Controller.values()) {
        assertThat(node.attributes())
            .containsEntry(
                "drover.cgroup." + controller.kernelName(),
                Boolean.toString(tree.enforceable().contains(controller)));
      }
      assertThat(node.attributes())
          .containsEntry("drover.cgroup.version", tree.version())
          .containsEntry("unique.cgroup.version", tree.version().equals("v2") ? "v2" : "v1")
          .containsEntry("unique.cgroup.mountpoint", tree.cpuMountPoint().toString());
      assertThat(node.nodeResources().cpu().reservableCpuCores().isEmpty())
          .isNotEqualTo(tree.enforceable().contains(Controller.CPUSET));
      tree.removeRoot();
    }
  }

  @Test
  void ticksAreOfWhatTheOperatorSays() throws Exception {
    Fingerprint fingerprint = fingerprint(Optional.empty(), 4000);
    assertThat(fingerprint.coreMhz())
        .isEqualTo(4000.0 / Runtime.getRuntime().availableProcessors());
    assertThat(fingerprint.take().attributes()).containsEntry("cpu.totalcompute", "4000");
  }
}
