package io.drover.sidecar.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.ids.AllocId;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Environments of tasks, compared with those that Nomad 1.6.1 gave to the tasks of the same job.
 */
final class TaskEnvironmentTest {

  private static final String ALLOC = "c869ba74-9d8f-e200-c894-e209ff1304d8";
  private static final Path ALLOCS = Path.of("/srv/nomad/c1/data/alloc");

  private JsonNode recorded;
  private TaskGroupView view;
  private NodeFacts node;

  @BeforeEach
  void read() throws Exception {
    try (InputStream file = getClass().getResourceAsStream("/task-events/environment.json")) {
      recorded = Json.MAPPER.readTree(file);
    }
    JobSpec job = Json.MAPPER.treeToValue(recorded.get("Job"), JobSpec.class);
    Allocation alloc =
        TestNode.read(
            """
            {"ID":"%s","Namespace":"default","Name":"cl-two.grp[0]","JobID":"cl-two",
             "TaskGroup":"grp","AllocatedResources":{"Tasks":{
              "main":{"Cpu":{"CpuShares":100},"Memory":{"MemoryMB":64}},
              "ex":{"Cpu":{"CpuShares":60},"Memory":{"MemoryMB":48}}},
             "Shared":{"Ports":[
              {"Label":"adm","Value":18124,"To":0,"HostIP":"192.0.2.2"},
              {"Label":"http","Value":20563,"To":8080,"HostIP":"192.0.2.2"},
              {"Label":"same","Value":24549,"To":24549,"HostIP":"192.0.2.2"},
              {"Label":"my-port","Value":27903,"To":0,"HostIP":"192.0.2.2"}]}},
             "DesiredStatus":"run","ClientStatus":"pending"}
            """
                .formatted(ALLOC),
            Allocation.class);
    view = TaskGroupView.of(alloc, job);
    node =
        new NodeFacts(
            TestNode.read(
                """
                {"ID":"11111111-2222-3333-4444-555555555555","Name":"golden-c1",
                 "Datacenter":"dc1","NodeClass":"alpha","CgroupParent":"/nomad",
                 "Attributes":{"kernel.name":"linux"},"Meta":{"rack":"r1"}}
                """,
                Node.class),
            "global",
            Map.of(
                "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME", "/root",
                "LANG", "C.UTF-8",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "OTHER", "other"));
  }

  private TaskEnvironment environment(String task, HostEnvironment host, boolean isolated) {
    return new TaskEnvironment(
        node,
        host,
        view,
        view.task(task),
        new AllocDir(ALLOCS, new AllocId(ALLOC), false),
        isolated);
  }

  private Map<String, String> expected(String member) {
    Map<String, String> expected = new TreeMap<>();
    recorded
        .get(member)
        .properties()
        .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asText()));
    return expected;
  }

  @Test
  void aTaskOnTheHostGetsWhatNomadGave() {
    assertThat(environment("main", HostEnvironment.of("", ""), false).build())
        .containsExactlyInAnyOrderEntriesOf(expected("Main"));
  }

  @Test
  void anIsolatedTaskGetsWhatNomadGave() {
    Map<String, String> built = environment("ex", HostEnvironment.of("", ""), true).build();
    // The recorded task was asked through a shell, which drops names that it cannot spell.
    built.keySet().removeIf(name -> name.contains("-") || name.endsWith("my_port"));
    Map<String, String> expected = expected("Ex");
    expected.keySet().removeIf(name -> name.endsWith("my_port"));
    assertThat(built).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void theOperatorMayLetMoreThroughButNotByMistake() {
    assertThat(environment("main", HostEnvironment.of("*", ""), false).build())
        .containsEntry("OTHER", "other")
        .doesNotContainKey("AWS_SECRET_ACCESS_KEY");
    assertThat(environment("main", HostEnvironment.of("OTHER", "OTHER"), false).build())
        .doesNotContainKeys("OTHER", "HOME")
        .containsKey("PATH");
  }

  @Test
  void aDriversConfigSeesTheWholeEnvironment() {
    TaskEnvironment environment = environment("main", HostEnvironment.of("", ""), true);
    Interpolation applied = environment.interpolation(environment.build());
    assertThat(
            applied.apply(
                "${env[\"MYVAR\"]} ${NOMAD_TASK_DIR} ${node.unique.name} ${attr.kernel.name}"
                    + " ${meta.rack} ${node.region} ${unknown} ${HOME"))
        .isEqualTo("v /local golden-c1 linux r1 global ${unknown} ${HOME");
  }
}
