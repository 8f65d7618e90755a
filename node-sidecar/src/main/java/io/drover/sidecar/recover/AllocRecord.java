package io.drover.sidecar.recover;

import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/** What the servers last said of an allocation, and the health that was found. */
@RegisterForReflection
public record AllocRecord(Allocation allocation, @Nullable AllocDeploymentStatus health) {}
