package io.drover.leader;

import io.drover.command.Context;
import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.documents.JobDocuments;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** The real clock, random ids and the document store, for commands decided on the leader. */
public record LeaderContext(Clock clock, JobDocuments documents) implements Context {

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public String newId() {
    return UUID.randomUUID().toString();
  }

  @Override
  public JobSpec job(Digest digest) {
    return documents.spec(digest);
  }
}
