package io.drover.sidecar.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the OCI runtime specification's config.json that an isolated task needs. */
@RegisterForReflection
record Spec(String ociVersion, Process process, Root root, List<Mount> mounts, Linux linux) {

  static final String VERSION = "1.0.2";

  /**
   * The program. Also, on its own, what the runtime's exec reads.
   *
   * @param oomScoreAdj null: as the sidecar's
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Process(
      boolean terminal,
      User user,
      List<String> args,
      List<String> env,
      String cwd,
      Capabilities capabilities,
      boolean noNewPrivileges,
      @Nullable Integer oomScoreAdj) {}

  @RegisterForReflection
  record User(long uid, long gid, List<Long> additionalGids) {}

  @RegisterForReflection
  record Capabilities(
      List<String> bounding,
      List<String> effective,
      List<String> permitted,
      List<String> inheritable,
      List<String> ambient) {

    /** The same in all five sets: a user that is not root keeps them over an exec. */
    static Capabilities all(List<String> names) {
      return new Capabilities(names, names, names, names, names);
    }
  }

  @RegisterForReflection
  record Root(String path, boolean readonly) {}

  @RegisterForReflection
  record Mount(String destination, String type, String source, List<String> options) {}

  @RegisterForReflection
  record Linux(
      String cgroupsPath,
      List<Namespace> namespaces,
      String rootfsPropagation,
      Resources resources,
      List<Device> devices,
      List<String> maskedPaths,
      List<String> readonlyPaths) {}

  /** A namespace of its own, or the one of {@code path}. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Namespace(String type, @Nullable String path) {}

  @RegisterForReflection
  record Resources(List<DeviceRule> devices) {}

  /** What of a kind of device may be used; absent members stand for all. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DeviceRule(
      boolean allow,
      @Nullable String type,
      @Nullable Integer major,
      @Nullable Integer minor,
      String access) {

    static final DeviceRule DENY_ALL = new DeviceRule(false, null, null, null, "rwm");
  }

  /** A device file to make. */
  @RegisterForReflection
  record Device(String path, String type, int major, int minor, int fileMode, long uid, long gid) {}
}
