package io.drover.event;

import java.util.List;

/** Deployments, by id, were collected. */
public record DeploymentsDeleted(List<String> deployments) implements Event {

  public DeploymentsDeleted {
    deployments = deployments == null ? List.of() : List.copyOf(deployments);
  }
}
