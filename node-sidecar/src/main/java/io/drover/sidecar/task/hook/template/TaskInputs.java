package io.drover.sidecar.task.hook.template;

import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.template.SecretSource;
import io.drover.sidecar.template.TemplateInputs;
import io.drover.sidecar.template.TemplateSource;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What templates of a task read. */
record TaskInputs(
    TaskContext task,
    TaskPaths paths,
    TemplateSource source,
    SecretSource secrets,
    InstantSource clock)
    implements TemplateInputs {

  private static final String DEFAULT_NAMESPACE = "default";
  private static final String DEFAULT_REGION = "global";

  @Override
  public @Nullable String environment(String name) {
    return task.environment().get(name);
  }

  @Override
  public byte[] file(String path) throws IOException {
    return paths.read(path);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public String namespace() {
    String namespace = task.alloc().namespace();
    return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }

  @Override
  public String region() {
    return task.job().region().isEmpty() ? DEFAULT_REGION : task.job().region();
  }
}
