package io.drover.boot;

import io.drover.log.LeaderInfo;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once a leader is known: before that every write and every consistent read fails. */
@Readiness
@ApplicationScoped
public class LeaderKnown implements HealthCheck {

  private final ControlPlane parts;

  @Inject
  LeaderKnown(ControlPlane parts) {
    this.parts = parts;
  }

  @Override
  public HealthCheckResponse call() {
    LeaderInfo leader = parts.log().leader();
    return HealthCheckResponse.named("leader")
        .status(leader.leads() || leader.leader().isPresent())
        .withData("term", leader.term())
        .withData("index", parts.store().current().index())
        .build();
  }
}
