package io.drover.boot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the one thread that takes commands is: without it only a restart helps. */
@Liveness
@ApplicationScoped
public class CommandsTaken implements HealthCheck {

  private final ControlPlane parts;

  @Inject
  CommandsTaken(ControlPlane parts) {
    this.parts = parts;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("command-loop").status(parts.commands().alive()).build();
  }
}
