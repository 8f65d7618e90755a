package io.drover.e2e.bench;

import static io.drover.e2e.bench.AnswerReader.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.bench.Measurement.Row;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything that is measured. Each body gets a target that was started for it alone. */
final class Measurements {

  private static final Duration WARM_UP = Duration.ofSeconds(6);

  /**
   * A server runs for months, and on two processors the JVM still compiles the long path of a
   * registration half a minute after its start; the figure is for what comes after that.
   */
  private static final Duration REGISTER_WARM_UP = Duration.ofSeconds(30);

  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final int LISTED = 4_000;
  private static final int BLOCKED = 5_000;
  private static final int SUBMISSIONS = 60;
  private static final int BATCH = 100;

  private Measurements() {}

  static List<Measurement> all() {
    return List.of(
        new Measurement(
            "start",
            List.of(
                new Row("start until jobs are listed", "ms", false, "", "≤ 3,000"),
                new Row("RSS idle, agent (one program)", "MB", false, "70", ""),
                new Row("RSS idle, control plane", "MB", false, "", "≤ 300"),
                new Row("RSS idle, node sidecar", "MB", false, "", "≤ 120")),
            Measurements::start),
        new Measurement("register16", registerRows(16, "900", "88"), t -> register(t, 16)),
        new Measurement("register64", registerRows(64, "", ""), t -> register(t, 64)),
        new Measurement(
            "read",
            List.of(
                new Row("GET one job, 16 clients", "/s", true, "4,200", "≥ 20,000"),
                new Row("GET one job, 16 clients, p99", "ms", false, "", ""),
                new Row("list 4,000 jobs, 4 clients", "/s", true, "14", "≥ 150"),
                new Row("plan of a changed job, 16 clients", "/s", true, "717", "≥ 4,000")),
            Measurements::read),
        JobMeasurements.all(),
        new Measurement(
            "wake",
            List.of(
                new Row(
                    "one write wakes 5,000 blocked GETs, last answer",
                    "ms",
                    false,
                    "400–1,900",
                    "≤ half of Nomad"),
                new Row("memory of 5,000 blocked GETs", "MB", false, "", "≤ 100")),
            Measurements::wake),
        new Measurement(
            "submit",
            List.of(
                new Row("submit → complete of /bin/true, p50", "ms", false, "1,137", "≤ 60"),
                new Row("submit → complete of /bin/true, p99", "ms", false, "", ""),
                new Row("100 × /bin/true in one batch job", "/s", true, "3.5–9", "≥ 100")),
            Measurements::submit),
        idle(1),
        idle(100),
        idle(500));
  }

  private static Measurement idle(int tasks) {
    String what = "memory of a running task besides itself, %d tasks (PSS)".formatted(tasks);
    return new Measurement(
        "idle" + tasks,
        List.of(new Row(what, "kB", false, "26,600", "≤ 1,000, then ≤ 300")),
        t -> Map.of(what, idle(t, tasks)));
  }

  private static List<Row> registerRows(int clients, String rate, String p99) {
    String what = "register, unplaceable service job, %d clients".formatted(clients);
    return List.of(
        new Row(what, "/s", true, rate, clients == 16 ? "≥ 5,000" : ""),
        new Row(what + ", p99", "ms", false, p99, clients == 16 ? "≤ 20" : ""));
  }

  /** The target was just started, and the time is counted from then. */
  private static Map<String, Double> start(Target target) {
    Map<String, Double> found = new LinkedHashMap<>();
    found.put("start until jobs are listed", target.awaitAnswer().toNanos() / 1e6);
    target.awaitNode();
    Target.pause(15_000);
    target
        .programs()
        .forEach(
            (name, process) ->
                found.put(
                    name.equals("agent") ? "RSS idle, agent (one program)" : "RSS idle, " + name,
                    Target.residentMegabytes(process)));
    return found;
  }

  private static Map<String, Double> register(Target target, int clients) throws IOException {
    target.awaitAnswer();
    AtomicInteger number = new AtomicInteger();
    try (Load load =
        new Load(target.port(), clients, () -> registration("job-" + number.getAndIncrement()))) {
      Load.Result result = good(load.run(REGISTER_WARM_UP, MEASURED));
      String what = "register, unplaceable service job, %d clients".formatted(clients);
      return Map.of(what, result.perSecond(), what + ", p99", result.latencies().millisAt(0.99));
    }
  }

  private static Map<String, Double> read(Target target) throws IOException {
    target.awaitAnswer();
    AtomicInteger number = new AtomicInteger();
    try (Load fill =
        new Load(
            target.port(),
            16,
            () -> {
              int n = number.getAndIncrement();
              return n < LISTED ? registration("job-" + n) : null;
            })) {
      good(fill.runToEnd());
    }
    // Evaluations of what was just registered would share the processors.
    Target.pause(3_000);
    Map<String, Double> found = new LinkedHashMap<>();
    try (Load gets =
        new Load(
            target.port(),
            16,
            () ->
                request(
                    "GET", "/v1/job/job-" + Math.floorMod(number.incrementAndGet(), LISTED), ""))) {
      Load.Result result = good(gets.run(WARM_UP, MEASURED));
      found.put("GET one job, 16 clients", result.perSecond());
      found.put("GET one job, 16 clients, p99", result.latencies().millisAt(0.99));
    }
    byte[] list = request("GET", "/v1/jobs", "");
    try (Load lists = new Load(target.port(), 4, () -> list)) {
      found.put("list 4,000 jobs, 4 clients", good(lists.run(WARM_UP, MEASURED)).perSecond());
    }
    plan(target, found);
    return found;
  }

  private static void plan(Target target, Map<String, Double> found) throws IOException {
    ObjectNode changed = Jobs.unplaceable("job-7");
    ((ObjectNode) changed.at("/TaskGroups/0")).put("Count", 3);
    ObjectNode body = Jobs.request(changed).put("Diff", true);
    if (target.http().put("/v1/job/job-7/plan", body).status() != 200) {
      return;
    }
    byte[] plan = request("PUT", "/v1/job/job-7/plan", body.toString());
    try (Load plans = new Load(target.port(), 16, () -> plan)) {
      found.put(
          "plan of a changed job, 16 clients", good(plans.run(WARM_UP, MEASURED)).perSecond());
    }
  }

  private static Map<String, Double> wake(Target target) throws IOException {
    target.awaitAnswer();
    Http http = target.http();
    Jobs.register(http, Jobs.unplaceable("watched"));
    Target.pause(3_000);
    Latencies last = new Latencies();
    double megabytes = 0;
    for (int round = 0; round < 6; round++) {
      long index = http.get("/v1/job/watched").ok().index();
      double before = memory(target);
      AtomicInteger asked = new AtomicInteger();
      byte[] get = request("GET", "/v1/job/watched?wait=5m&index=" + index, "");
      try (Load waiting =
          new Load(target.port(), BLOCKED, () -> asked.getAndIncrement() < BLOCKED ? get : null)) {
        Runner<Load.Result> runner = new Runner<>(waiting::runToEnd);
        while (waiting.sent() < BLOCKED) {
          Target.pause(20);
        }
        Target.pause(2_000);
        megabytes = Math.max(megabytes, memory(target) - before);
        ObjectNode changed = Jobs.unplaceable("watched").put("Priority", 51 + round);
        long written = System.nanoTime();
        Jobs.register(http, changed);
        Load.Result result = good(runner.join());
        // The first round warms up.
        if (round > 0) {
          last.add(result.lastNanos() - written);
        }
      }
    }
    return Map.of(
        "one write wakes 5,000 blocked GETs, last answer",
        last.millisAt(0.5),
        "memory of 5,000 blocked GETs",
        megabytes);
  }

  private static double memory(Target target) {
    return target.programs().values().stream().mapToDouble(Target::residentMegabytes).sum();
  }

  private static Map<String, Double> submit(Target target) throws IOException {
    target.awaitAnswer();
    target.awaitNode();
    Latencies times = new Latencies();
    for (int i = 0; i < SUBMISSIONS; i++) {
      long begun = System.nanoTime();
      runToCompletion(target.http(), bin("true-" + i, 1));
      // The first ones warm up.
      if (i >= 10) {
        times.add(System.nanoTime() - begun);
      }
    }
    long begun = System.nanoTime();
    runToCompletion(target.http(), bin("many", BATCH));
    double seconds = (System.nanoTime() - begun) / 1e9;
    return Map.of(
        "submit → complete of /bin/true, p50", times.millisAt(0.5),
        "submit → complete of /bin/true, p99", times.millisAt(0.99),
        "100 × /bin/true in one batch job", BATCH / seconds);
  }

  private static double idle(Target target, int tasks) throws IOException {
    target.awaitAnswer();
    target.awaitNode();
    Target.pause(10_000);
    double before = target.ownMegabytes();
    ObjectNode job = Jobs.shell("idle", "service", "unused");
    ObjectNode group = (ObjectNode) job.at("/TaskGroups/0");
    group.put("Count", tasks);
    ObjectNode task = (ObjectNode) group.at("/Tasks/0");
    task.putObject("Config").put("command", "/bin/sleep").putArray("args").add("86400");
    task.putObject("Resources").put("CPU", 1).put("MemoryMB", 10);
    task.putObject("LogConfig").put("MaxFiles", 1).put("MaxFileSizeMB", 1);
    group.putObject("EphemeralDisk").put("SizeMB", 10);
    Jobs.register(target.http(), job);
    awaitRunning(target.http(), tasks);
    Target.pause(10_000);
    double after = target.ownMegabytes();
    target.http().delete("/v1/job/idle?purge=true");
    return (after - before) * 1024 / tasks;
  }

  private static void awaitRunning(Http http, int wanted) throws IOException {
    long begun = System.nanoTime();
    int running = 0;
    while (running < wanted) {
      if (System.nanoTime() - begun > Duration.ofMinutes(5).toNanos()) {
        throw new IllegalStateException("only %d of %d tasks run".formatted(running, wanted));
      }
      Target.pause(200);
      running = 0;
      for (JsonNode allocation : http.get("/v1/job/idle/allocations").ok().json()) {
        running += allocation.path("ClientStatus").asText().equals("running") ? 1 : 0;
      }
    }
  }

  private static ObjectNode bin(String id, int count) {
    ObjectNode job = Jobs.batch(id, "unused");
    ObjectNode group = (ObjectNode) job.at("/TaskGroups/0");
    group.put("Count", count);
    ObjectNode task = (ObjectNode) group.at("/Tasks/0");
    task.putObject("Config").put("command", "/bin/true");
    task.putObject("Resources").put("CPU", 10).put("MemoryMB", 10);
    return job;
  }

  /** Waits by blocking queries, as a client would. */
  private static void runToCompletion(Http http, ObjectNode job) throws IOException {
    Jobs.register(http, job);
    int wanted = job.at("/TaskGroups/0/Count").asInt();
    long index = 0;
    while (true) {
      Http.Answer answer =
          http.get(
                  "/v1/job/%s/allocations?wait=30s&index=%d"
                      .formatted(job.path("ID").asText(), index))
              .ok();
      int complete = 0;
      for (JsonNode a : answer.json()) {
        switch (a.path("ClientStatus").asText()) {
          case "complete" -> complete++;
          case "failed", "lost" -> throw new IllegalStateException(a.toString());
          default -> {}
        }
      }
      if (complete == wanted) {
        return;
      }
      // Before the first allocation there is no index to wait for.
      index = Math.max(1, answer.index());
    }
  }

  private static byte[] registration(String id) {
    return request("PUT", "/v1/jobs", Jobs.request(Jobs.unplaceable(id)).toString());
  }

  private static Load.Result good(Load.Result result) {
    if (result.failed() > 0) {
      throw new IllegalStateException(result.failed() + " requests failed");
    }
    return result;
  }
}
