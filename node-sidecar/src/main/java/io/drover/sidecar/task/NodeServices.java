package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import io.drover.sidecar.drivers.DriverCatalog;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.recover.NodeStore;
import io.drover.sidecar.task.check.CheckSchedule;
import io.drover.sidecar.task.hook.HookFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What running allocations needs of the node.
 *
 * @param allocs where their directories are
 * @param privileged whether the sidecar is root
 * @param maxKillTimeout bound of a task's own kill_timeout
 * @param hooks of each task, beside those that every task has
 * @param reports takes reports; does not block
 * @param acknowledged whether the control plane knows all that was reported of an allocation
 * @param checks runs the checks of services
 */
public record NodeServices(
    Path allocs,
    boolean privileged,
    Duration maxKillTimeout,
    Clock clock,
    NodeStore store,
    DriverCatalog drivers,
    LogCollector logs,
    Supplier<NodeFacts> facts,
    TaskRules rules,
    HookFactory hooks,
    Consumer<AllocReport> reports,
    Predicate<AllocId> acknowledged,
    CheckSchedule checks) {}
