package io.drover.sidecar.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statistics of an allocation as they were recorded, down to names, order and numbers. */
final class AllocResourceUsageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"078-alloc-stats", "079-alloc-stats-task", "080-alloc-stats-unknown-task"})
  void tasksAndTheirSumAreWrittenAsRecorded(String name) throws Exception {
    JsonNode recorded = Golden.body(name);
    Map<String, TaskUsage> tasks = new HashMap<>();
    recorded.get("Tasks").properties().forEach(e -> tasks.put(e.getKey(), task(e.getValue())));
    JsonNode written = Golden.written(AllocResourceUsage.of(tasks));
    assertThat(written).isEqualTo(recorded);
    // Objects are equal in any order of members; here there is no map in them, so the text is too.
    assertThat(written.get("ResourceUsage").toString())
        .isEqualTo(recorded.get("ResourceUsage").toString());
    assertThat(names(written)).isEqualTo(names(recorded));
  }

  @Test
  void aTaskThatHasEndedIsAllZeros() throws Exception {
    JsonNode recorded = Golden.body("078-alloc-stats").at("/Tasks/dead");
    TaskUsage ended = TaskUsage.ended(recorded.get("Timestamp").longValue());
    assertThat(Golden.written(TaskResourceUsage.of(ended)).toString())
        .isEqualTo(recorded.toString());
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static TaskUsage task(JsonNode node) {
    Map<Long, TaskUsage.Usage> pids = new HashMap<>();
    node.get("Pids")
        .properties()
        .forEach(e -> pids.put(Long.parseLong(e.getKey()), usage(e.getValue())));
    return new TaskUsage(node.get("Timestamp").longValue(), usage(node.get("ResourceUsage")), pids);
  }

  private static TaskUsage.Usage usage(JsonNode node) {
    JsonNode memory = node.get("MemoryStats");
    JsonNode cpu = node.get("CpuStats");
    return new TaskUsage.Usage(
        memory.get("RSS").longValue(),
        memory.get("Cache").longValue(),
        memory.get("Swap").longValue(),
        memory.get("MappedFile").longValue(),
        memory.get("Usage").longValue(),
        memory.get("MaxUsage").longValue(),
        memory.get("KernelUsage").longValue(),
        memory.get("KernelMaxUsage").longValue(),
        cpu.get("SystemMode").doubleValue(),
        cpu.get("UserMode").doubleValue(),
        cpu.get("Percent").doubleValue(),
        cpu.get("TotalTicks").doubleValue(),
        cpu.get("ThrottledPeriods").longValue(),
        cpu.get("ThrottledTime").longValue(),
        texts(memory.get("Measured")),
        texts(cpu.get("Measured")));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.textValue()));
    return texts;
  }
}
