package io.drover.sidecar.drivers;

import java.util.List;
import java.util.Set;

/** What a task's config says about its isolation, for every driver that isolates. */
record IsolationRequest(String pidMode, String ipcMode, List<String> capAdd, List<String> capDrop) {

  static final Set<String> MEMBERS = Set.of("pid_mode", "ipc_mode", "cap_add", "cap_drop");

  static IsolationRequest read(TaskConfig config) throws ConfigRejected {
    return new IsolationRequest(
        config.text("pid_mode"),
        config.text("ipc_mode"),
        config.texts("cap_add"),
        config.texts("cap_drop"));
  }
}
