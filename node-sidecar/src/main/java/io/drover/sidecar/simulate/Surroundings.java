package io.drover.sidecar.simulate;

import java.time.Clock;
import java.util.function.Consumer;

/**
 * What all nodes share.
 *
 * @param problems what the user should know
 */
record Surroundings(
    SimulateOptions options,
    NodeDescriptions descriptions,
    GroupPlans plans,
    Counts counts,
    Channels channels,
    Admission admission,
    Timers timers,
    Clock clock,
    Consumer<String> problems) {}
