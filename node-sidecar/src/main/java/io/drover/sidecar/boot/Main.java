package io.drover.sidecar.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** The program: configured by the JSON file that {@code -Ddrover.node.config} names. */
@QuarkusMain
public final class Main implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(Main.class);
  private static final String CONFIG = "drover.node.config";

  public static void main(String[] arguments) {
    Quarkus.run(Main.class, arguments);
  }

  private final Lifetime lifetime;

  @Inject
  Main(Lifetime lifetime) {
    this.lifetime = lifetime;
  }

  @Override
  public int run(String... arguments) {
    String file = System.getProperty(CONFIG, "");
    if (file.isEmpty()) {
      LOG.errorf("no configuration: start with -D%s=FILE", CONFIG);
      return 1;
    }
    try {
      Sidecar sidecar = Sidecar.start(ConfigFile.read(Path.of(file)), version());
      lifetime.begun(sidecar);
      sidecar
          .banned()
          .thenAccept(
              reason -> {
                LOG.errorf("the control plane does not want this node: %s", reason);
                Quarkus.asyncExit(1);
              });
      LOG.info("started");
      Quarkus.waitForExit();
      return sidecar.banned().isDone() ? 1 : 0;
    } catch (IOException | IllegalArgumentException failure) {
      LOG.error(failure.getMessage());
      return 1;
    }
  }

  private static String version() {
    return ConfigProvider.getConfig()
        .getOptionalValue("quarkus.application.version", String.class)
        .orElse("unknown");
  }
}
