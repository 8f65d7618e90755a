package io.drover.e2e.bench;

import static io.drover.e2e.bench.AnswerReader.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.bench.Measurement.Row;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The job endpoint with 10,000 jobs: writing, listing, filtering, versions, dry runs. */
final class JobMeasurements {

  private static final int JOBS = 10_000;
  private static final int VERSIONS = 6;

  /** One job in a hundred is found by the filter. */
  private static final int FOUND_EACH = 100;

  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration MEASURED = Duration.ofSeconds(8);

  private static final String REGISTER =
      "register the first 10,000 jobs, 16 clients, from the start";
  private static final String LIST = "list 10,000 jobs, 4 clients";
  private static final String LIST_LATENCY = LIST + ", p50";
  private static final String FILTER = "list 10,000 jobs by a filter that 100 pass, 4 clients";
  private static final String FILTER_LATENCY = FILTER + ", p50";
  private static final String PAGE = "list a page of 100 of 10,000 jobs, 4 clients";
  private static final String DIFFS = "six versions of a job with diffs, 4 clients";
  private static final String PLAN = "plan of a changed job among 10,000, 4 clients";
  private static final String SAME = "plan of an unchanged job among 10,000, 4 clients";

  private JobMeasurements() {}

  static Measurement all() {
    return new Measurement(
        "jobs",
        List.of(
            new Row(REGISTER, "/s", true, "", ""),
            new Row(LIST, "/s", true, "", ""),
            new Row(LIST_LATENCY, "ms", false, "", ""),
            new Row(FILTER, "/s", true, "", ""),
            new Row(FILTER_LATENCY, "ms", false, "", ""),
            new Row(PAGE, "/s", true, "", ""),
            new Row(DIFFS, "/s", true, "", ""),
            new Row(PLAN, "/s", true, "", ""),
            new Row(SAME, "/s", true, "", "")),
        JobMeasurements::measure);
  }

  private static Map<String, Double> measure(Target target) throws IOException {
    target.awaitAnswer();
    Map<String, Double> found = new LinkedHashMap<>();
    found.put(REGISTER, fill(target));
    Http http = target.http();
    for (int version = 1; version < VERSIONS; version++) {
      Jobs.register(http, job(0).put("Priority", 50 + version));
    }
    // Evaluations of what was just registered would share the processors.
    Target.pause(5_000);
    Load.Result list = load(target, "GET", "/v1/jobs", "");
    found.put(LIST, list.perSecond());
    found.put(LIST_LATENCY, list.latencies().millisAt(0.5));
    Load.Result filtered = load(target, "GET", "/v1/jobs?filter=" + encoded("Priority == 70"), "");
    found.put(FILTER, filtered.perSecond());
    found.put(FILTER_LATENCY, filtered.latencies().millisAt(0.5));
    found.put(PAGE, load(target, "GET", "/v1/jobs?per_page=100", "").perSecond());
    String versions = "/v1/job/job-0/versions?diffs=true";
    found.put(DIFFS, load(target, "GET", versions, "").perSecond());
    ObjectNode changed = job(7);
    ((ObjectNode) changed.at("/TaskGroups/0")).put("Count", 3);
    found.put(PLAN, load(target, "PUT", "/v1/job/job-7/plan", dryRun(changed)).perSecond());
    found.put(SAME, load(target, "PUT", "/v1/job/job-8/plan", dryRun(job(8))).perSecond());
    return found;
  }

  private static double fill(Target target) throws IOException {
    AtomicInteger number = new AtomicInteger();
    long begun = System.nanoTime();
    try (Load fill =
        new Load(
            target.port(),
            16,
            () -> {
              int n = number.getAndIncrement();
              return n < JOBS ? request("PUT", "/v1/jobs", Jobs.request(job(n)).toString()) : null;
            })) {
      good(fill.runToEnd());
    }
    return JOBS / ((System.nanoTime() - begun) / 1e9);
  }

  private static ObjectNode job(int number) {
    ObjectNode job = Jobs.unplaceable("job-" + number);
    return number % FOUND_EACH == 1 ? job.put("Priority", 70) : job;
  }

  private static String dryRun(ObjectNode job) {
    return Jobs.request(job).put("Diff", true).toString();
  }

  private static Load.Result load(Target target, String method, String path, String body)
      throws IOException {
    byte[] request = request(method, path, body);
    try (Load load = new Load(target.port(), 4, () -> request)) {
      return good(load.run(WARM_UP, MEASURED));
    }
  }

  private static String encoded(String filter) {
    return URLEncoder.encode(filter, StandardCharsets.UTF_8);
  }

  private static Load.Result good(Load.Result result) {
    if (result.failed() > 0) {
      throw new IllegalStateException(result.failed() + " requests failed");
    }
    return result;
  }
}
