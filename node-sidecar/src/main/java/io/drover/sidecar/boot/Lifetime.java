package io.drover.sidecar.boot;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sidecar while the program stops. Only what hangs on this event is waited for after a
 * signal: the main thread may be cut off at any point once the JVM has begun to end.
 */
@Singleton
final class Lifetime {

  private static final Logger LOG = Logger.getLogger(Lifetime.class);

  private @Nullable Sidecar running;

  synchronized void begun(Sidecar sidecar) {
    running = sidecar;
  }

  synchronized void stop(@Observes ShutdownEvent event) {
    Sidecar sidecar = running;
    running = null;
    if (sidecar == null) {
      return;
    }
    try {
      sidecar.close();
    } catch (IOException failure) {
      LOG.errorf("stopping: %s", failure.getMessage());
    }
  }
}
