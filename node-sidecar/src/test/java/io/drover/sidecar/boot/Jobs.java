package io.drover.sidecar.boot;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import java.io.IOException;
import java.util.UUID;

/** Jobs and allocations for tests, as JSON with what every one of them needs. */
public final class Jobs {

  static final String NO_RESTARTS =
      "{'Attempts':0,'Interval':60000000000,'Delay':1000000000,'Mode':'fail'}";

  private Jobs() {}

  /** A task that runs a shell text. */
  static String shell(String name, String script) {
    return raw(name, script, NO_RESTARTS, "");
  }

  static String raw(String name, String script, String restart, String more) {
    return task(
        name,
        "raw_exec",
        "{'command':'/bin/sh','args':['-c'," + quote(script) + "]}",
        restart,
        more);
  }

  static String task(String name, String driver, String config, String restart, String more) {
    return "{'Name':'%s','Driver':'%s','Config':%s,'RestartPolicy':%s,'KillTimeout':1000000000,"
            .formatted(name, driver, config, restart)
        + (more.isEmpty() ? "" : more + ",")
        + "'Resources':{'CPU':100,'MemoryMB':64}}";
  }

  private static String quote(String text) {
    try {
      // Single quotes stand for double ones in these texts.
      return Json.MAPPER.writeValueAsString(text).replace("'", "\\u0027");
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static JobSpec job(String type, String... tasks) {
    return read(
        "{'ID':'j','Name':'j','Region':'global','Namespace':'default','Type':'"
            + type
            + "','Priority':50,'Datacenters':['dc1'],'TaskGroups':[{'Name':'g','Count':1,"
            + "'RestartPolicy':"
            + NO_RESTARTS
            + ",'Update':{'MaxParallel':1,'HealthCheck':'task_states','MinHealthyTime':300000000,"
            + "'HealthyDeadline':5000000000},'Tasks':["
            + String.join(",", tasks)
            + "]}]}",
        JobSpec.class);
  }

  static Allocation alloc(JobSpec job) {
    StringBuilder given = new StringBuilder();
    job.taskGroups()
        .getFirst()
        .tasks()
        .forEach(
            task ->
                given
                    .append(given.isEmpty() ? "" : ",")
                    .append("'")
                    .append(task.name())
                    .append("':{'Cpu':{'CpuShares':100},'Memory':{'MemoryMB':64}}"));
    try {
      Digest digest = Digest.of(Json.MAPPER.writeValueAsBytes(job));
      return read(
          "{'ID':'%s','Namespace':'default','Name':'j.g[0]','JobID':'j','TaskGroup':'g',"
                  .formatted(UUID.randomUUID())
              + "'JobRef':{'Digest':'%s','Version':0,'Type':'%s'},"
                  .formatted(digest.hex(), job.type().word())
              + "'AllocatedResources':{'Tasks':{"
              + given
              + "},'TaskLifecycles':{},'Shared':{'DiskMB':50,'Ports':[{'Label':'my-port',"
              + "'Value':21000,'To':0,'HostIP':'127.0.0.1'}]}},"
              + "'DesiredStatus':'run','ClientStatus':'pending'}",
          Allocation.class);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return Json.MAPPER.readValue(json.replace('\'', '"'), type);
    } catch (IOException wrong) {
      throw new AssertionError(wrong);
    }
  }

  static AllocId idOf(Allocation alloc) {
    return alloc.id();
  }
}
