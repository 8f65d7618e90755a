package io.drover.http.port;

import io.drover.contract.model.JobSpec;
import java.util.concurrent.CompletionStage;

/** Judges what a job asks of Vault. */
@FunctionalInterface
public interface VaultCheck {

  /**
   * What speaks against the job, in one line as validation tells it; empty for nothing. Does not
   * block: whether Vault has to be asked is known only here. The stage never fails.
   *
   * @param token that came with the job, empty for none
   */
  CompletionStage<String> problem(JobSpec spec, String token);
}
