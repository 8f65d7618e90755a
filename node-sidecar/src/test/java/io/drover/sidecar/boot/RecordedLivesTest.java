package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.ids.AllocId;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.TaskEvent;
import io.drover.contract.model.TaskState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs whose course Nomad 1.6.1 was recorded with, run here: the same states, the same events with
 * the same texts and details. All run side by side, for most of their time they wait.
 */
final class RecordedLivesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;

  @TestFactory
  List<DynamicTest> theCourseIsAsRecorded() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    Map<JsonNode, String> found = new LinkedHashMap<>();
    try (NodeUnderTest node = new NodeUnderTest(directory)) {
      Map<JsonNode, AllocId> running = new LinkedHashMap<>();
      for (JsonNode one : cases()) {
        running.put(one, node.run(Json.MAPPER.treeToValue(one.get("Job"), JobSpec.class)));
      }
      for (Map.Entry<JsonNode, AllocId> one : running.entrySet()) {
        if (one.getKey().get("Stop").asBoolean()) {
          node.awaitStatus(one.getValue(), "running");
          // The recorded scripts need a moment to set their traps.
          awaitTrap(one.getValue());
          node.server.stop(one.getValue());
        }
      }
      for (Map.Entry<JsonNode, AllocId> one : running.entrySet()) {
        found.put(one.getKey(), awaitEnd(node, one.getKey(), one.getValue()));
      }
    }
    found.forEach(
        (one, came) ->
            tests.add(
                DynamicTest.dynamicTest(
                    one.get("Name").asText(), () -> assertThat(came).isEqualTo(expected(one)))));
    return tests;
  }

  private static JsonNode cases() throws Exception {
    try (InputStream file =
        RecordedLivesTest.class.getResourceAsStream("/task-events/recorded.json")) {
      return Json.MAPPER.readTree(file);
    }
  }

  private static void awaitTrap(AllocId id) {
    await()
        .atMost(PATIENCE)
        .until(() -> ProcessHandle.allProcesses().anyMatch(process -> hasTrap(process, id)));
  }

  /** A shell of that allocation which handles or ignores SIGINT or SIGUSR1. */
  private static boolean hasTrap(ProcessHandle process, AllocId id) {
    Path about = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.readString(about.resolve("comm")).strip().equals("sh")
          && new String(Files.readAllBytes(about.resolve("environ")), StandardCharsets.ISO_8859_1)
              .contains("NOMAD_ALLOC_ID=" + id)
          && Files.readAllLines(about.resolve("status")).stream()
              .filter(line -> line.startsWith("SigIgn:") || line.startsWith("SigCgt:"))
              .anyMatch(
                  line -> (Long.parseUnsignedLong(line.substring(8).strip(), 16) & 0x202) != 0);
    } catch (IOException gone) {
      return false;
    }
  }

  private static String awaitEnd(NodeUnderTest node, JsonNode one, AllocId id) {
    String wanted = expected(one);
    try {
      await().atMost(PATIENCE).until(() -> came(node, one, id).equals(wanted));
    } catch (org.awaitility.core.ConditionTimeoutException other) {
      // The comparison below tells what came instead.
      return came(node, one, id);
    }
    return wanted;
  }

  private static String came(NodeUnderTest node, JsonNode one, AllocId id) {
    if (node.server.state(id) == null) {
      return "nothing was told";
    }
    StringBuilder text = new StringBuilder(node.server.status(id)).append('\n');
    for (String task : sorted(one)) {
      TaskState state = node.server.task(id, task);
      text.append(head(task, state.state().word(), state.failed(), state.restarts()));
      boolean killed = false;
      for (TaskEvent event : state.events()) {
        text.append(line(event.type(), event.displayMessage(), event.details(), killed));
        killed |= event.type().equals("Killing") && !one.get("Stop").asBoolean();
      }
    }
    return text.toString();
  }

  private static String expected(JsonNode one) {
    StringBuilder text = new StringBuilder(one.get("ClientStatus").asText()).append('\n');
    for (String task : sorted(one)) {
      JsonNode state = one.get("TaskStates").get(task);
      text.append(
          head(
              task,
              state.get("State").asText(),
              state.get("Failed").asBoolean(),
              state.get("Restarts").asLong()));
      boolean killed = false;
      for (JsonNode event : state.get("Events")) {
        Map<String, String> details = new TreeMap<>();
        event
            .get("Details")
            .properties()
            .forEach(entry -> details.put(entry.getKey(), entry.getValue().asText()));
        text.append(
            line(
                event.get("Type").asText(), event.get("DisplayMessage").asText(), details, killed));
        killed |= event.get("Type").asText().equals("Killing") && !one.get("Stop").asBoolean();
      }
    }
    return text.toString();
  }

  private static List<String> sorted(JsonNode one) {
    List<String> names = new ArrayList<>();
    one.get("TaskStates").fieldNames().forEachRemaining(names::add);
    names.sort(null);
    return names;
  }

  private static String head(String task, String state, boolean failed, long restarts) {
    return task + " " + state + (failed ? " failed" : "") + " restarts " + restarts + "\n";
  }

  /**
   * One event. Delays have jitter; whether a shell passes a signal on depends on the shell; and why
   * an artifact was not fetched is told here, while Nomad keeps it to itself.
   */
  private static String line(
      String type, String display, Map<String, String> details, boolean killed) {
    if (type.equals("Terminated") && killed) {
      return "  Terminated by a kill\n";
    }
    String text = display + " " + new TreeMap<>(details);
    if (type.equals("Restarting")) {
      text =
          text.replaceAll("in [0-9.]+m?s", "in N").replaceAll("start_delay=\\d+", "start_delay=N");
    } else if (type.equals("Failed Artifact Download")) {
      text = text.replaceAll("(failed to download artifact \"[^\"]*\": )[^{}]*", "$1");
    }
    return "  " + type + ": " + text + "\n";
  }
}
