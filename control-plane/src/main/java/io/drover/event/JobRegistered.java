package io.drover.event;

import io.drover.contract.model.JobVersion;
import java.util.List;

/**
 * A new job, or a new version of one. The version's indexes and status are set when it is applied;
 * its document was stored before. The summary gets a line for each of {@code groups}.
 */
public record JobRegistered(JobVersion version, List<String> groups) implements Event {

  public JobRegistered {
    groups = groups == null ? List.of() : List.copyOf(groups);
  }
}
