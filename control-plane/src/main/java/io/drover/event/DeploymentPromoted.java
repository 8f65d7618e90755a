package io.drover.event;

import java.util.List;

/** The canaries of some groups are what the groups are from now on; no groups means all of them. */
public record DeploymentPromoted(String deployment, List<String> groups, long time)
    implements Event {

  public DeploymentPromoted {
    groups = groups == null ? List.of() : List.copyOf(groups);
  }
}
