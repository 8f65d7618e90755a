package io.drover.e2e.bench;

import io.drover.e2e.fixture.Agent;
import java.util.LinkedHashMap;
import java.util.Map;

/** Drover as a user starts it, control plane and node sidecar under one launcher. */
final class DroverTarget implements Target {

  private final Agent agent;

  DroverTarget(String name) {
    agent = Agent.both("bench-" + name).with(f -> f.put("log_level", "WARN"));
  }

  @Override
  public void start() {
    agent.start();
  }

  @Override
  public int port() {
    return agent.ports().http();
  }

  @Override
  public Map<String, ProcessHandle> programs() {
    Map<String, ProcessHandle> found = new LinkedHashMap<>();
    for (ProcessHandle p : agent.program().family()) {
      String arguments = p.info().commandLine().orElse("");
      if (arguments.contains("-Ddrover.config=")) {
        found.put("control plane", p);
      } else if (arguments.contains("-Ddrover.node.config=")) {
        found.put("node sidecar", p);
      }
    }
    return found;
  }

  @Override
  public boolean owns(String executable) {
    // What holds exit states is a program that the sidecar keeps in its data folder.
    return executable.startsWith(agent.folder().toString());
  }

  @Override
  public void close() {
    agent.close();
  }
}
