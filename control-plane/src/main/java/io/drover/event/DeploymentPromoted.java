package io.drover.event;

import java.util.List;

/** The canaries of these groups are what the groups are from now on. Time is Unix nanoseconds. */
public record DeploymentPromoted(String deployment, List<String> groups, long time)
    implements Event {

  public DeploymentPromoted {
    groups = groups == null ? List.of() : List.copyOf(groups);
  }
}
