package io.drover.event;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import org.jspecify.annotations.Nullable;

/** What a plan does to an allocation that exists: stops or evicts it, or says that it is lost. */
public record AllocationStop(
    AllocId id,
    DesiredStatus desiredStatus,
    String desiredDescription,
    @Nullable ClientStatus clientStatus,
    @Nullable EvalId followupEvalId,
    @Nullable AllocId preemptedBy) {}
