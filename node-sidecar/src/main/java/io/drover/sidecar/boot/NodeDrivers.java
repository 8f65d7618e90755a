package io.drover.sidecar.boot;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.drivers.Driver;
import io.drover.sidecar.drivers.DriverCatalog;
import io.drover.sidecar.drivers.ExecDriver;
import io.drover.sidecar.drivers.HostJava;
import io.drover.sidecar.drivers.IsolatedLaunch;
import io.drover.sidecar.drivers.IsolationSettings;
import io.drover.sidecar.drivers.JavaDriver;
import io.drover.sidecar.drivers.MockDriver;
import io.drover.sidecar.drivers.RawExecDriver;
import io.drover.sidecar.executor.Executor;
import io.drover.sidecar.executor.HostExecutor;
import io.drover.sidecar.executor.Isolation;
import io.drover.sidecar.executor.SearchPath;
import io.drover.sidecar.oci.OciIsolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which drivers this node has, by its configuration and by what the machine can do. */
final class NodeDrivers {

  private static final String ISOLATED_DRIVER = "exec";
  private static final String JAVA_DRIVER = "java";

  private final NodeConfig config;
  private final boolean privileged;

  NodeDrivers(NodeConfig config, boolean privileged) {
    this.config = config;
    this.privileged = privileged;
  }

  /** What runs isolated tasks; nothing when no driver needs it. */
  Optional<Isolation> isolation(Path client, String cgroupParent) throws IOException {
    boolean wanted =
        privileged && (config.driverEnabled(ISOLATED_DRIVER) || config.driverEnabled(JAVA_DRIVER));
    return wanted
        ? Optional.of(
            new OciIsolation(
                new OciIsolation.Settings(
                    config.option("driver.exec.runtime"),
                    client.resolve("oci/state"),
                    cgroupParent,
                    IsolationSettings.chroot(config.chrootEnv()))))
        : Optional.empty();
  }

  /**
   * All of them.
   *
   * @param executor nothing where processes cannot be run
   */
  DriverCatalog catalog(
      Optional<HostExecutor> executor,
      Optional<Isolation> isolation,
      Optional<CgroupTree> cgroups) {
    List<Driver> drivers = new ArrayList<>();
    if (executor.isPresent() && config.driverEnabled("raw_exec")) {
      drivers.add(new RawExecDriver(executor.get()));
    }
    if (executor.isPresent() && isolation.isPresent()) {
      addIsolated(drivers, executor.get(), isolation.get(), cgroups);
    }
    if (config.driverEnabled("mock_driver")) {
      drivers.add(new MockDriver(config.plugin("mock_driver")));
    }
    return new DriverCatalog(drivers);
  }

  private void addIsolated(
      List<Driver> drivers, Executor executor, Isolation isolation, Optional<CgroupTree> cgroups) {
    if (config.driverEnabled(ISOLATED_DRIVER)) {
      drivers.add(new ExecDriver(launch(ISOLATED_DRIVER, executor, isolation, cgroups)));
    }
    if (config.driverEnabled(JAVA_DRIVER)) {
      String searchPath = System.getenv().getOrDefault("PATH", SearchPath.DEFAULT);
      drivers.add(
          new JavaDriver(
              launch(JAVA_DRIVER, executor, isolation, cgroups), new HostJava(searchPath)));
    }
  }

  private IsolatedLaunch launch(
      String driver, Executor executor, Isolation isolation, Optional<CgroupTree> cgroups) {
    return new IsolatedLaunch(
        executor,
        isolation,
        IsolationSettings.of(
            driver, config.plugin(driver), config.options(), config.chrootEnv(), privileged),
        () -> cgroups.map(CgroupTree::enforceable).orElse(Set.of()));
  }
}
