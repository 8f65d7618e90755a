package io.drover.event;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.DrainMetadata;
import io.drover.contract.model.DrainStrategy;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.NodeEvent;
import org.jspecify.annotations.Nullable;

/** A node begins to be emptied, or that ends (a null strategy). Time is Unix nanoseconds. */
public record NodeDrainChanged(
    NodeId node,
    @Nullable DrainStrategy strategy,
    Eligibility eligibility,
    @Nullable DrainMetadata drain,
    long time,
    @Nullable NodeEvent note)
    implements Event {}
