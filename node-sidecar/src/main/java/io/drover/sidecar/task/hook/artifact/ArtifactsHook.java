package io.drover.sidecar.task.hook.artifact;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.TaskArtifact;
import io.drover.sidecar.task.hook.DoneOnce;
import io.drover.sidecar.task.hook.Failures;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** Fetches a task's artifacts, each once in the task's life. */
public final class ArtifactsHook implements TaskHook {

  private static final Logger LOG = Logger.getLogger(ArtifactsHook.class);

  private final ArtifactLimits limits;
  private final boolean privileged;
  private final DoneOnce done;

  /**
   * @param privileged whether the sidecar is root
   */
  public ArtifactsHook(ArtifactLimits limits, boolean privileged, DoneOnce done) {
    this.limits = limits;
    this.privileged = privileged;
    this.done = done;
  }

  @Override
  public String name() {
    return "artifacts";
  }

  @Override
  public void prestart(TaskContext context) throws HookFailed, InterruptedException {
    List<TaskArtifact> missing =
        context.task().artifacts().stream().filter(artifact -> !done.done(key(artifact))).toList();
    if (missing.isEmpty()) {
      return;
    }
    context.control().event("Downloading Artifacts", "Client is downloading artifacts");
    for (TaskArtifact artifact : missing) {
      try {
        fetch(context, artifact);
      } catch (IOException failure) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        throw failed(artifact, failure);
      }
      done.mark(key(artifact));
    }
  }

  private static String key(TaskArtifact artifact) {
    return Digest.of(artifact.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static HookFailed failed(TaskArtifact artifact, IOException failure) {
    String message =
        "failed to download artifact \""
            + withoutPassword(artifact.getterSource())
            + "\": "
            + withoutPassword(Failures.text(failure));
    return new HookFailed(
        HookFailed.Kind.DOWNLOAD, message, !(failure instanceof ArtifactRefused), failure);
  }

  private static String withoutPassword(String text) {
    return text.replaceAll("(://[^/@:\\s]*:)[^/@\\s]*@", "$1xxxxx@");
  }

  private void fetch(TaskContext context, TaskArtifact artifact)
      throws IOException, InterruptedException {
    UnaryOperator<String> interpolate = context.interpolate();
    ArtifactSource source =
        ArtifactSource.of(
            interpolate.apply(artifact.getterSource()),
            applied(artifact.getterOptions(), interpolate));
    String mode = artifact.getterMode().isEmpty() ? "any" : artifact.getterMode();
    if (!List.of("any", "file", "dir").contains(mode)) {
      throw new ArtifactRefused(
          "invalid artifact mode \"" + mode + "\"; must be one of: any, file, dir");
    }
    Path to = destination(context, interpolate.apply(artifact.relativeDest()));
    Path area =
        to.startsWith(context.taskDirectory())
            ? context.taskDirectory()
            : context.sharedDirectory();
    // The allocation's own directory is the sidecar's: no task can put a link there.
    Path staging = context.taskDirectory().resolveSibling(".fetch." + context.task().name());
    ArtifactFetch.clear(staging);
    Files.createDirectory(staging);
    try {
      new ArtifactFetch(limits, staging, applied(artifact.getterHeaders(), interpolate))
          .fetch(source, mode, to, new Placement(area, privileged));
    } finally {
      clear(staging);
    }
  }

  private static void clear(Path staging) {
    try {
      ArtifactFetch.clear(staging);
    } catch (IOException failure) {
      LOG.errorf("removing %s: %s", staging, failure.getMessage());
    }
  }

  private static Map<String, String> applied(
      Map<String, String> texts, UnaryOperator<String> interpolate) {
    Map<String, String> applied = new LinkedHashMap<>();
    texts.forEach((name, value) -> applied.put(name, interpolate.apply(value)));
    return applied;
  }

  /** In the task's directory or the shared one; what is not, is taken as relative to the task's. */
  private static Path destination(TaskContext context, String text) throws ArtifactRefused {
    try {
      Path given = Path.of(text);
      if (given.isAbsolute() && inside(context, given.normalize())) {
        return given.normalize();
      }
      Path path = Path.of(context.taskDirectory() + "/" + text).normalize();
      if (inside(context, path)) {
        return path;
      }
    } catch (InvalidPathException wrong) {
      throw new ArtifactRefused("destination: " + wrong.getMessage());
    }
    throw new ArtifactRefused("artifact destination path escapes alloc directory");
  }

  private static boolean inside(TaskContext context, Path path) {
    return path.startsWith(context.taskDirectory()) || path.startsWith(context.sharedDirectory());
  }
}
