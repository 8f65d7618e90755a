package io.drover.contract.api;

import io.drover.contract.json.GoType;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Devices that a task asks for, as a client sends them. Null is unset. */
@RecordBuilder
public record RequestedDevice(
    @Nullable String name,
    @GoType("uint64") @Nullable Long count,
    @Nullable List<@Nullable Constraint> constraints,
    @Nullable List<@Nullable Affinity> affinities)
    implements RequestedDeviceBuilder.With {}
