package io.drover.sidecar.simulate;

import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.JobRef;

/** The members of an allocation that matter here; reading all takes several times as long. */
record WantedAllocation(
    String id,
    String taskGroup,
    JobRef jobRef,
    DesiredStatus desiredStatus,
    ClientStatus clientStatus,
    String deploymentId) {

  WantedAllocation {
    deploymentId = deploymentId == null ? "" : deploymentId;
  }
}
