package io.drover.sidecar.task.hook.template;

import io.drover.sidecar.task.hook.TaskContext;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the paths of template blocks lead: below the task's directory or the shared one. */
final class TaskPaths {

  /** A place that is inside. */
  record Place(Sandbox sandbox, Path relative) {
    Path path() {
      return sandbox.root().resolve(relative);
    }
  }

  private static final List<String> OWN = List.of("local", "secrets", "tmp");

  private final TaskContext task;
  private final Sandbox own;
  private final Sandbox shared;

  TaskPaths(TaskContext task) {
    this.task = task;
    this.own = new Sandbox(task.taskDirectory().toAbsolutePath().normalize());
    this.shared = new Sandbox(task.sharedDirectory().toAbsolutePath().normalize());
  }

  /** The place of a source or of a file that a template reads, or null when it is outside. */
  @Nullable Place source(String text) {
    return place(text, false);
  }

  /** The place of a destination; an absolute one lands in the task's directory, as in Nomad. */
  @Nullable Place destination(String text) {
    return place(text, true);
  }

  private @Nullable Place place(String text, boolean anywhere) {
    Path path;
    try {
      path = Path.of(task.interpolate().apply(text)).normalize();
    } catch (InvalidPathException wrong) {
      return null;
    }
    Path absolute = path.isAbsolute() ? absolute(path, anywhere) : own.root().resolve(path);
    if (absolute == null) {
      return null;
    }
    Path normal = absolute.normalize();
    for (Sandbox sandbox : List.of(own, shared)) {
      if (normal.startsWith(sandbox.root()) && !normal.equals(sandbox.root())) {
        return new Place(sandbox, sandbox.root().relativize(normal));
      }
    }
    return null;
  }

  private @Nullable Path absolute(Path path, boolean anywhere) {
    if (path.startsWith(own.root()) || path.startsWith(shared.root())) {
      return path;
    }
    if (path.getNameCount() == 0) {
      return null;
    }
    // An isolated task knows its directories by these names.
    String first = path.getName(0).toString();
    Path rest = path.getRoot().relativize(path);
    if (first.equals("alloc")) {
      return shared.root().resolve(path.getName(0).relativize(rest));
    }
    return anywhere || OWN.contains(first) ? own.root().resolve(rest) : null;
  }

  byte[] read(String text) throws IOException {
    Place place = source(text);
    if (place == null) {
      throw new IOException("'" + text + "' is outside of sandbox");
    }
    try {
      return place.sandbox().read(place.relative());
    } catch (NoSuchFileException absent) {
      throw new IOException("open " + place.path() + ": no such file or directory", absent);
    }
  }
}
