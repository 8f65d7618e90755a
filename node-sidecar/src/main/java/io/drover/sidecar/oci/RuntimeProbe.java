package io.drover.sidecar.oci;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.SearchPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Finds a runtime that really runs a container on this host, and says why the others do not. */
final class RuntimeProbe {

  private static final Logger LOG = Logger.getLogger(RuntimeProbe.class);
  private static final List<String> NAMES = List.of("crun", "runc");
  private static final int REASON_CHARS_MAX = 300;

  private final OciIsolation.Settings settings;
  private final List<String> mountInfo;
  private final ObjectMapper json;

  /** One that works, or the reason why there is none. */
  record Found(Optional<OciRuntime> runtime, String reason) {}

  RuntimeProbe(OciIsolation.Settings settings, List<String> mountInfo, ObjectMapper json) {
    this.settings = settings;
    this.mountInfo = mountInfo;
    this.json = json;
  }

  Found find() {
    List<String> reasons = new ArrayList<>();
    for (Path program : candidates()) {
      String reason = "";
      // Read-only mounts in depth need Linux 5.12; without it, what is below them stays as it is.
      for (boolean recursive : new boolean[] {true, false}) {
        OciRuntime runtime = new OciRuntime(program, settings.state(), recursive);
        reason = tryOut(runtime);
        if (reason.isEmpty()) {
          return new Found(Optional.of(runtime), "");
        }
      }
      reasons.add(program + ": " + reason);
    }
    return new Found(
        Optional.empty(),
        reasons.isEmpty()
            ? "no OCI runtime found: install runc or crun"
            : "no OCI runtime works: " + String.join("; ", reasons));
  }

  private Set<Path> candidates() {
    Set<Path> found = new LinkedHashSet<>();
    if (!settings.program().isEmpty()) {
      return Set.of(Path.of(settings.program()));
    }
    for (String name : NAMES) {
      SearchPath.find(name, SearchPath.DEFAULT, Files::isExecutable).ifPresent(found::add);
    }
    return found;
  }

  private String tryOut(OciRuntime runtime) {
    String id = "probe-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path directory = settings.state().resolveSibling(id);
    try {
      Path root = Files.createDirectories(directory.resolve("root"));
      Spec spec = new SpecBuilder(runtime.recursiveReadonly()).build(trial(root), "/" + group(id));
      json.writeValue(directory.resolve("config.json").toFile(), spec);
      OciRuntime.Told told = OciRuntime.call(runtime.run(id, directory, directory.resolve("log")));
      return told.exitCode() == 0 ? "" : shortened(told);
    } catch (IOException refused) {
      return String.valueOf(refused.getMessage());
    } finally {
      clear(runtime, id, directory);
    }
  }

  private static String shortened(OciRuntime.Told told) {
    String text = told.output().isEmpty() ? "exit code " + told.exitCode() : told.output();
    String last = text.substring(text.lastIndexOf('\n') + 1);
    return last.length() <= REASON_CHARS_MAX ? last : last.substring(0, REASON_CHARS_MAX);
  }

  /** Beside the tasks' root, not in it: what is in there and unknown is swept away at start. */
  private String group(String id) {
    return settings.cgroupRoot() + "-" + id;
  }

  private ExecCommand trial(Path root) {
    return new ExecCommand(
        "true",
        List.of(),
        Limits.NONE,
        Path.of("/dev/null"),
        Path.of("/dev/null"),
        Map.of(),
        "",
        root,
        "",
        false,
        false,
        List.of(),
        List.of(),
        ExecCommand.NetworkIsolation.HOST,
        "private",
        "private",
        List.of("CAP_CHOWN"),
        true,
        settings.chroot());
  }

  private void clear(OciRuntime runtime, String id, Path directory) {
    try {
      if (runtime.containers().contains(id)) {
        runtime.delete(id, directory.resolve("log"));
      }
      new CgroupLeftovers(group(id), mountInfo).removeRoots();
      Directories.delete(directory);
    } catch (IOException refused) {
      LOG.warnf("clearing up after trying %s: %s", runtime.program(), refused.getMessage());
    }
  }
}
