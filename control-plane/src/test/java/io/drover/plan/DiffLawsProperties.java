package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.command.job.AnyRequest;
import io.drover.command.job.JobCanonicalizer;
import io.drover.command.job.JobDocument;
import io.drover.contract.api.Job;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for the differences between any two jobs, looked at as JSON and not by the diff. */
class DiffLawsProperties {

  private static final int TRIES = 200;

  /** What is never shown: names are identity, secrets stay secret, a payload is no text. */
  private static final Set<String> HIDDEN_OF_JOB =
      Set.of("ID", "Payload", "ConsulToken", "VaultToken", "NomadTokenID");

  private static final Set<String> HIDDEN_INSIDE = Set.of("Name");

  @Provide
  Arbitrary<Job> jobs() {
    return AnyRequest.jobs();
  }

  private static JobSpec spec(Job job) {
    return JobCanonicalizer.canonicalize(job.withId("j"), "global", "default");
  }

  private static JobDiff diff(JobSpec before, JobSpec after) {
    return JobDiffs.plain()
        .of(new JobDiffs.Version(before, false), new JobDiffs.Version(after, false));
  }

  @Property(tries = TRIES)
  void aJobDoesNotDifferFromItself(@ForAll("jobs") Job job) {
    JobSpec spec = spec(job);

    JobDiff diff = diff(spec, JobDocument.parse(JobDocument.bytes(spec)));

    assertThat(diff.type()).isEqualTo(DiffType.NONE);
    assertThat(diff.fields()).isEmpty();
    assertThat(diff.objects()).isEmpty();
    assertThat(diff.taskGroups())
        .allSatisfy(
            group -> {
              assertThat(group.type()).isEqualTo(DiffType.NONE);
              assertThat(group.fields()).isEmpty();
              assertThat(group.objects()).isEmpty();
              assertThat(group.tasks())
                  .allSatisfy(
                      task -> {
                        assertThat(task.type()).isEqualTo(DiffType.NONE);
                        assertThat(task.fields()).isEmpty();
                        assertThat(task.objects()).isEmpty();
                      });
            });
  }

  @Property(tries = TRIES)
  void theDifferenceTurnsOneJobsValuesIntoTheOthers(
      @ForAll("jobs") Job first, @ForAll("jobs") Job second) throws IOException {
    JobSpec before = spec(first);
    JobSpec after = spec(second);
    JsonNode old = json(before);
    JsonNode now = json(after);

    JobDiff diff = diff(before, after);

    assertThat(applied(values(old, HIDDEN_OF_JOB), diff.fields()))
        .isEqualTo(values(now, HIDDEN_OF_JOB));
    Map<String, JsonNode> oldGroups = byName(old.path("TaskGroups"));
    Map<String, JsonNode> newGroups = byName(now.path("TaskGroups"));
    for (TaskGroupDiff group : diff.taskGroups()) {
      JsonNode oldGroup = oldGroups.get(group.name());
      JsonNode newGroup = newGroups.get(group.name());
      if (oldGroup != null && newGroup != null) {
        assertThat(applied(values(oldGroup, HIDDEN_INSIDE), group.fields()))
            .isEqualTo(values(newGroup, HIDDEN_INSIDE));
        tasks(group.tasks(), oldGroup, newGroup);
      }
    }
    assertThat(diff.taskGroups())
        .extracting(TaskGroupDiff::name)
        .containsAll(oldGroups.keySet())
        .containsAll(newGroups.keySet());
  }

  private static void tasks(List<TaskDiff> diffs, JsonNode oldGroup, JsonNode newGroup) {
    Map<String, JsonNode> oldTasks = byName(oldGroup.path("Tasks"));
    Map<String, JsonNode> newTasks = byName(newGroup.path("Tasks"));
    for (TaskDiff task : diffs) {
      JsonNode oldTask = oldTasks.get(task.name());
      JsonNode newTask = newTasks.get(task.name());
      if (oldTask != null && newTask != null) {
        assertThat(applied(values(oldTask, HIDDEN_INSIDE), task.fields()))
            .isEqualTo(values(newTask, HIDDEN_INSIDE));
      }
    }
  }

  @Property(tries = TRIES)
  void theWayBackIsTheSameReversed(@ForAll("jobs") Job first, @ForAll("jobs") Job second) {
    JobSpec before = spec(first);
    JobSpec after = spec(second);

    List<FieldDiff> there = diff(before, after).fields();
    List<FieldDiff> back = diff(after, before).fields();

    assertThat(back.stream().map(f -> List.of(f.name(), f.after(), f.before())))
        .containsExactlyInAnyOrderElementsOf(
            there.stream().map(f -> List.of(f.name(), f.before(), f.after())).toList());
  }

  private static JsonNode json(JobSpec spec) throws IOException {
    return Json.MAPPER.readTree(JobDocument.bytes(spec));
  }

  /** The plain members of a block as text, and those of its maps of text; empty ones are none. */
  private static Map<String, String> values(JsonNode block, Set<String> hidden) {
    Map<String, String> all = new TreeMap<>();
    block
        .properties()
        .forEach(
            member -> {
              String name = member.getKey();
              if (name.equals("Meta") || name.equals("Env")) {
                member
                    .getValue()
                    .properties()
                    .forEach(e -> put(all, name + "[" + e.getKey() + "]", e.getValue()));
              } else if (member.getValue().isValueNode() && !hidden.contains(name)) {
                put(all, name, member.getValue());
              }
            });
    return all;
  }

  private static void put(Map<String, String> all, String name, JsonNode value) {
    if (!value.isNull() && !value.asText().isEmpty()) {
      all.put(name, value.asText());
    }
  }

  /** Each change has to find the value that it says was there. */
  private static Map<String, String> applied(Map<String, String> values, List<FieldDiff> diffs) {
    Map<String, String> result = new TreeMap<>(values);
    for (FieldDiff diff : diffs) {
      assertThat(values.getOrDefault(diff.name(), "")).as(diff.name()).isEqualTo(diff.before());
      if (diff.after().isEmpty()) {
        result.remove(diff.name());
      } else {
        result.put(diff.name(), diff.after());
      }
    }
    return result;
  }

  private static Map<String, JsonNode> byName(JsonNode list) {
    Map<String, JsonNode> all = new TreeMap<>();
    list.forEach(item -> all.put(item.path("Name").asText(), item));
    return all;
  }
}
