package io.drover.schedule;

import io.drover.contract.model.AllocatedPort;
import io.drover.contract.model.NetworkResource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network as it was asked for, with its ports chosen; the task is null for the group's own. */
record NetworkOffer(@Nullable String task, NetworkResource network, List<AllocatedPort> ports) {}
