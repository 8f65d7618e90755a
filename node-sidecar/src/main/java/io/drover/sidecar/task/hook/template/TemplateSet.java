package io.drover.sidecar.task.hook.template;

import io.drover.contract.model.Template;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook.HookFailed;
import io.drover.sidecar.template.RenderedTemplate;
import io.drover.sidecar.template.SecretSource;
import io.drover.sidecar.template.TemplateSource;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** All templates of a task. Used by one thread at a time. */
final class TemplateSet {

  /**
   * What a round came to.
   *
   * @param changed blocks whose files got a new content
   * @param missing what some of them wait for
   */
  record Round(List<Template> changed, List<String> missing) {}

  private final TaskContext task;
  private final List<TaskTemplate> templates = new ArrayList<>();
  private final TaskInputs inputs;
  private final Map<TaskTemplate, Map<String, String>> environments = new LinkedHashMap<>();

  TemplateSet(TaskContext task, TemplateSource source, SecretSource secrets, InstantSource clock)
      throws HookFailed {
    this.task = task;
    TaskPaths paths = new TaskPaths(task);
    this.inputs = new TaskInputs(task, paths, source, secrets, clock);
    for (Template block : task.task().templates()) {
      templates.add(TaskTemplate.load(block, paths));
    }
  }

  /** Renders everything, writes what is complete, and gives the task its variables. */
  Round render() throws RenderingFailed {
    List<Template> changed = new ArrayList<>();
    SequencedSet<String> missing = new LinkedHashSet<>();
    for (TaskTemplate template : templates) {
      RenderedTemplate rendered = template.render(inputs);
      missing.addAll(rendered.missing());
      if (rendered.complete()) {
        if (template.block().envvars()) {
          environments.put(template, variables(template, rendered.content()));
        }
        if (template.write(rendered.content())) {
          changed.add(template.block());
        }
      }
    }
    addEnvironment();
    return new Round(changed, List.copyOf(missing));
  }

  private static Map<String, String> variables(TaskTemplate template, byte[] content)
      throws RenderingFailed {
    try {
      return EnvironmentFile.parse(new String(content, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException wrong) {
      throw new RenderingFailed(
          "error parsing env template \""
              + template.destination().path()
              + "\": "
              + wrong.getMessage());
    }
  }

  void addEnvironment() {
    Map<String, String> all = new LinkedHashMap<>();
    environments.values().forEach(all::putAll);
    if (!all.isEmpty()) {
      task.addEnvironment().accept(all);
    }
  }
}
