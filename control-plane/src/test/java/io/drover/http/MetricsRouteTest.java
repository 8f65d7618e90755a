package io.drover.http;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.json.Json;
import io.drover.metrics.MetricSet;
import io.drover.metrics.Sample;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dashboard made for Nomad finds its names. */
@QuarkusTest
class MetricsRouteTest {

  private static final String JOB =
      """
      {"Job": {"ID": "m", "Name": "m", "Datacenters": ["dc1"], "TaskGroups": [
        {"Name": "g", "Tasks": [{"Name": "t", "Driver": "raw_exec", "Config": {"command": "x"}}]}]}}
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Backend backend;
  @Inject MetricSet metrics;

  @BeforeEach
  void reset() {
    backend.reset();
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,    /v1/jobs,                  job.register,                    job.write",
    "POST,   /v1/job/m,                 job.register,                    job.write",
    "DELETE, /v1/job/m,                 job.deregister,                  job.write",
    "PUT,    /v1/validate/job,          job.validate,                    job.write",
    "PUT,    /v1/job/m/plan,            job.plan,                        job.write",
    "GET,    /v1/jobs,                  job.list,                        job.list",
    "GET,    /v1/job/m,                 job.get_job,                     job.read",
    "GET,    /v1/job/plan,              job.get_job,                     job.read",
    "GET,    /v1/job/a/b,               job.get_job,                     job.read",
    "GET,    /v1/job/a/b/versions,      job.get_job_versions,            job.read",
    "GET,    /v1/job/m/summary,         job_summary.get_job_summary,     job.read",
    "GET,    /v1/job/m/scale,           job.scale_status,                job.read",
    "PUT,    /v1/job/m/scale,           job.scale,                       job.write",
    "PUT,    /v1/job/m/revert,          job.revert,                      job.write",
    "PUT,    /v1/job/m/periodic/force,  periodic.force,                  periodic.write",
    "GET,    /v1/job/m/allocations,     job.allocations,                 job.list",
    "GET,    /v1/allocations,           alloc.list,                      alloc.list",
    "GET,    /v1/allocation/x,          alloc.get_alloc,                 alloc.read",
    "GET,    /v1/evaluation/x,          eval.get_eval,                   eval.read",
    "GET,    /v1/nodes,                 client.list,                     node.list",
    "GET,    /v1/scaling/policies,      scaling.list_policies,           scaling.list",
    "GET,    /v1/client/fs/logs/x,      file_system.logs,                file_system.read",
    "GET,    /v1/client/allocation/x/stats, client_allocations.stats,    client_allocations.read",
    "GET,    /v1/regions,               region.list,                     region.list",
  })
  void eachOperationIsCountedAndTimed(String method, String path, String name, String rate) {
    Sample latency = metrics.sample("nomad.nomad." + name);
    Sample counted = metrics.counter("nomad.nomad.rpc." + rate);
    long timed = latency.count();
    long before = counted.count();

    given().body(method.equals("GET") ? "" : JOB).request(method, path);

    // A client may have its answer before the server has counted it.
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(latency.count()).isEqualTo(timed + 1));
    assertThat(counted.count()).isEqualTo(before + 1);
  }

  @Test
  void anErrorIsCounted() {
    Sample errors = metrics.counter("drover.job.get_job.errors");
    Sample all = metrics.counter("nomad.nomad.rpc.request_error");
    long before = errors.count();
    long allBefore = all.count();

    get("/v1/job/nobody").then().statusCode(404);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(errors.count()).isEqualTo(before + 1));
    assertThat(all.count()).isEqualTo(allBefore + 1);
  }

  @Test
  void jobsAreGaugesWithLabels() throws Exception {
    given().body(JOB).put("/v1/jobs").then().statusCode(200);

    JsonNode answer = Json.MAPPER.readTree(get("/v1/metrics").asString());

    assertThat(answer.path("Timestamp").asText()).endsWith("+0000 UTC");
    List<String> names = new ArrayList<>();
    for (JsonNode gauge : answer.path("Gauges")) {
      names.add(gauge.path("Name").asText());
      if (gauge.path("Name").asText().equals("nomad.nomad.job_summary.queued")) {
        assertThat(gauge.path("Labels"))
            .isEqualTo(
                Json.MAPPER.readTree(
                    """
                    {"host": "s1", "job": "m", "namespace": "default", "task_group": "g"}
                    """));
      }
    }
    assertThat(names)
        .contains(
            "nomad.nomad.job_summary.complete",
            "nomad.nomad.job_summary.failed",
            "nomad.nomad.job_summary.lost",
            "nomad.nomad.job_summary.queued",
            "nomad.nomad.job_summary.running",
            "nomad.nomad.job_summary.starting",
            "nomad.nomad.job_summary.unknown",
            "nomad.nomad.job_status.dead",
            "nomad.nomad.job_status.pending",
            "nomad.nomad.job_status.running",
            "nomad.raft.appliedIndex",
            "nomad.state.snapshotIndex");
    for (String kind : new String[] {"Counters", "Samples"}) {
      for (JsonNode one : answer.path(kind)) {
        assertThat(one.fieldNames())
            .toIterable()
            .containsExactly(
                "Name", "Count", "Rate", "Sum", "Min", "Max", "Mean", "Stddev", "Labels");
      }
    }
  }

  @Test
  void prometheusGetsTheNamesAndTypesThatNomadGivesIt() {
    given().body(JOB).put("/v1/jobs").then().statusCode(200);
    get("/v1/jobs").then().statusCode(200);

    await().atMost(PATIENCE).until(() -> metrics.sample("nomad.nomad.job.register").count() > 0);
    String text = get("/v1/metrics?format=prometheus").asString();

    assertThat(text)
        .contains(
            "# TYPE nomad_nomad_job_register summary\n",
            "nomad_nomad_job_register{host=\"s1\",quantile=\"0.99\"} ",
            "nomad_nomad_job_register_count{host=\"s1\"} ",
            "# TYPE nomad_nomad_rpc_query counter\n",
            "nomad_nomad_rpc_job_list{host=\"s1\"} ",
            "# TYPE nomad_nomad_job_summary_running gauge\n",
            "nomad_nomad_job_summary_running{host=\"s1\",job=\"m\",namespace=\"default\","
                + "task_group=\"g\"} 0\n",
            "# TYPE jvm_threads_live_threads gauge\n");
    assertThat(text.lines().filter(line -> line.startsWith("# TYPE")))
        .as("each name once")
        .doesNotHaveDuplicates();
    get("/v1/metrics?format=prometheus")
        .then()
        .contentType("text/plain; version=0.0.4; charset=utf-8");
    get("/v1/metrics?format=xml").then().contentType(equalTo("application/json"));
  }
}
