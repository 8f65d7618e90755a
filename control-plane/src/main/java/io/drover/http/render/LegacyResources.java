package io.drover.http.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members {@code Resources}, {@code SharedResources} and {@code TaskResources} of an
 * allocation: what it was given, in the form that Nomad had before 0.9 and still sends.
 */
final class LegacyResources {

  private LegacyResources() {}

  static void write(JsonGenerator out, @Nullable AllocatedResources given) throws IOException {
    if (given == null) {
      return;
    }
    long cpu = 0;
    long memory = 0;
    long memoryMax = 0;
    List<NetworkResource> networks = new ArrayList<>(given.shared().networks());
    for (AllocatedTaskResources task : given.tasks().values()) {
      cpu += task.cpu().cpuShares();
      memory += task.memory().memoryMb();
      memoryMax += Math.max(task.memory().memoryMb(), task.memory().memoryMaxMb());
      networks.addAll(task.networks());
    }
    long disk = given.shared().diskMb();
    out.writePOJOField("Resources", resources(cpu, memory, memoryMax, disk, networks));
    out.writePOJOField("SharedResources", resources(0, 0, 0, disk, given.shared().networks()));
    out.writeObjectFieldStart("TaskResources");
    for (Map.Entry<String, AllocatedTaskResources> entry : given.tasks().entrySet()) {
      AllocatedTaskResources task = entry.getValue();
      out.writePOJOField(
          entry.getKey(),
          resources(
              task.cpu().cpuShares(),
              task.memory().memoryMb(),
              task.memory().memoryMaxMb(),
              0,
              task.networks()));
    }
    out.writeEndObject();
  }

  private static Resources resources(
      long cpu, long memory, long memoryMax, long disk, List<NetworkResource> networks) {
    return new Resources(
        Math.toIntExact(cpu),
        0,
        Math.toIntExact(memory),
        Math.toIntExact(memoryMax),
        Math.toIntExact(disk),
        0,
        networks,
        List.of());
  }
}
