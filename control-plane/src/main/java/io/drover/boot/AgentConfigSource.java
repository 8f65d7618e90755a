package io.drover.boot;

import io.drover.jobspec.agent.AgentConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Gives Quarkus what the agent's configuration says of addresses, ports and logging. */
public final class AgentConfigSource implements ConfigSource {

  /** Above application.properties, below system properties and the environment. */
  private static final int ORDINAL = 260;

  private final Map<String, String> values;

  /** Made by Quarkus, at build time too, when there is no configuration: then it says nothing. */
  public AgentConfigSource() {
    this.values = System.getProperty(Settings.FILE) == null ? Map.of() : read();
  }

  private static Map<String, String> read() {
    AgentConfig agent;
    try {
      agent = Settings.load().agent();
    } catch (StartException e) {
      return Map.of(); // Told, with its reason, when the control plane starts.
    }
    Map<String, String> values = new HashMap<>();
    String bind = agent.bindAddr().isEmpty() ? "0.0.0.0" : agent.bindAddr();
    values.put("quarkus.http.host", or(agent.addresses().http(), bind));
    values.put("quarkus.http.port", Integer.toString(agent.ports().http()));
    values.put(
        "drover.http.connections-per-client-max",
        Integer.toString(agent.limits().httpMaxConnsPerClient()));
    values.put(
        "drover.http.job-source-bytes-max", Long.toString(agent.server().jobMaxSourceSizeBytes()));
    values.put("quarkus.grpc.server.host", or(agent.addresses().rpc(), bind));
    values.put("quarkus.grpc.server.port", Integer.toString(agent.ports().rpc()));
    values.put(
        "quarkus.log.category.\"io.drover\".level", agent.logLevel().toUpperCase(Locale.ROOT));
    return values;
  }

  private static String or(String given, String otherwise) {
    return given.isEmpty() ? otherwise : given;
  }

  @Override
  public Set<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public String getValue(String name) {
    return values.get(name);
  }

  @Override
  public String getName() {
    return "drover agent configuration";
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }
}
