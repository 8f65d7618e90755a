package io.drover.sidecar.task.hook;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a hook gets of its task.
 *
 * @param taskDirectory the task's own, with local, secrets and tmp
 * @param sharedDirectory the allocation's "alloc"
 * @param environment the task's, complete but for what hooks add
 * @param interpolate replaces references in a text of the job
 * @param addEnvironment takes variables that the task gets on its next start, over all others
 */
public record TaskContext(
    Allocation alloc,
    JobSpec job,
    TaskGroup group,
    Task task,
    Node node,
    Path taskDirectory,
    Path sharedDirectory,
    Map<String, String> environment,
    UnaryOperator<String> interpolate,
    java.util.function.Consumer<Map<String, String>> addEnvironment,
    TaskHook.Control control) {}
