package io.drover.sidecar.task.hook;

import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Contexts for hooks. */
public final class TestTasks {

  private TestTasks() {}

  private static <T> T read(String json, Class<T> type) {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (IOException wrong) {
      throw new AssertionError(wrong);
    }
  }

  /** A task "t" in directories below {@code root}/alloc-dir. */
  public static TaskContext context(Path root, TaskHook.Control control) throws IOException {
    Path own = root.resolve("alloc-dir/t");
    Path shared = root.resolve("alloc-dir/alloc");
    Files.createDirectories(own.resolve("local"));
    Files.createDirectories(shared.resolve("data"));
    JobSpec job =
        read(
            """
            {"ID":"j","Name":"j","Region":"global","Namespace":"default","Type":"batch",
             "TaskGroups":[{"Name":"g","Count":1,
             "Volumes":{"vol":{"Name":"vol","Type":"host","Source":"shared","ReadOnly":false},
                        "other":{"Name":"other","Type":"host","Source":"none"},
                        "csi":{"Name":"csi","Type":"csi","Source":"x"}},
             "Tasks":[{"Name":"t","Driver":"mock_driver"}]}]}
            """,
            JobSpec.class);
    Allocation alloc =
        read(
            """
            {"ID":"11111111-2222-3333-4444-555555555555","Name":"j.g[2]","JobID":"j",
             "Namespace":"default","TaskGroup":"g","DesiredStatus":"run","ClientStatus":"pending"}
            """,
            Allocation.class);
    Node node =
        read("{\"ID\":\"11111111-2222-3333-4444-666666666666\",\"Name\":\"n\"}", Node.class)
            .withHostVolumes(Map.of("shared", new HostVolume("shared", root.toString(), true)));
    return new TaskContext(
        alloc,
        job,
        job.taskGroups().getFirst(),
        job.taskGroups().getFirst().tasks().getFirst(),
        node,
        own,
        shared,
        Map.of(),
        text ->
            text.replace("${NOMAD_TASK_NAME}", "t")
                .replace("${NOMAD_ALLOC_DIR}", shared.toString()),
        variables -> {},
        control);
  }

  /** The same with another task. */
  public static TaskContext with(TaskContext context, Task task) {
    return new TaskContext(
        context.alloc(),
        context.job(),
        context.group(),
        task,
        context.node(),
        context.taskDirectory(),
        context.sharedDirectory(),
        context.environment(),
        context.interpolate(),
        context.addEnvironment(),
        context.control());
  }

  /** The same with another job. */
  public static TaskContext with(TaskContext context, JobSpec job) {
    return new TaskContext(
        context.alloc(),
        job,
        context.group(),
        context.task(),
        context.node(),
        context.taskDirectory(),
        context.sharedDirectory(),
        context.environment(),
        context.interpolate(),
        context.addEnvironment(),
        context.control());
  }
}
