package io.drover.http;

import io.drover.metrics.MetricSet;
import io.drover.metrics.Sample;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * The operations that requests are counted as, under the names of Nomad's RPC. Found by the path
 * without taking it apart, since this is done for each request.
 */
@Singleton
final class Operations {

  /**
   * One of them.
   *
   * @param latency from the request to the end of its answer; waiting counts, as it does in Nomad
   * @param rate how often, by family and kind
   * @param errors how many were answered with 400 or more
   */
  record Operation(Sample latency, Sample rate, Sample errors) {}

  private final MetricSet metrics;
  private final Map<String, Operation> ofJob = new HashMap<>();
  private final Map<String, Operation> ofPath = new HashMap<>();
  private final Map<String, Operation> ofFiles = new HashMap<>();
  private final Map<String, Operation> ofClientAllocation = new HashMap<>();
  private final Operation register;
  private final Operation deregister;
  private final Operation readJob;
  private final Operation readScale;
  private final Operation readAllocation;
  private final Operation readEvaluation;
  private final Operation evaluationAllocations;
  private final Operation readNode;
  private final Operation nodeAllocations;
  private final Operation readPolicy;
  private final Operation writeMetadata;
  private final Operation other;

  @Inject
  Operations(MetricSet metrics) {
    this.metrics = metrics;
    register = made("job.register", "job.write");
    deregister = made("job.deregister", "job.write");
    readJob = made("job.get_job", "job.read");
    readScale = made("job.scale_status", "job.read");
    readAllocation = made("alloc.get_alloc", "alloc.read");
    readEvaluation = made("eval.get_eval", "eval.read");
    evaluationAllocations = made("eval.allocations", "eval.list");
    readNode = made("client.get_node", "node.read");
    nodeAllocations = made("client.get_allocs", "node.list");
    readPolicy = made("scaling.get_policy", "scaling.read");
    writeMetadata = made("client_meta.apply", "client_meta.write");
    other = made("http.other", "http.other");
    ofJob.put("plan", made("job.plan", "job.write"));
    ofJob.put("versions", made("job.get_job_versions", "job.read"));
    ofJob.put("submission", made("job.get_job_submission", "job_submission.read"));
    ofJob.put("allocations", made("job.allocations", "job.list"));
    ofJob.put("evaluations", made("job.evaluations", "job.list"));
    ofJob.put("deployments", made("job.deployments", "job.list"));
    ofJob.put("deployment", made("job.latest_deployment", "job.read"));
    ofJob.put("summary", made("job_summary.get_job_summary", "job.read"));
    ofJob.put("revert", made("job.revert", "job.write"));
    ofJob.put("stable", made("job.stable", "job.write"));
    ofJob.put("evaluate", made("job.evaluate", "job.write"));
    ofJob.put("dispatch", made("job.dispatch", "job.write"));
    ofJob.put("scale", made("job.scale", "job.write"));
    ofJob.put("force", made("periodic.force", "periodic.write"));
    ofPath.put("/v1/validate/job", made("job.validate", "job.write"));
    ofPath.put("/v1/jobs", made("job.list", "job.list"));
    ofPath.put("/v1/allocations", made("alloc.list", "alloc.list"));
    ofPath.put("/v1/evaluations", made("eval.list", "eval.list"));
    ofPath.put("/v1/evaluations/count", made("eval.count", "eval.list"));
    ofPath.put("/v1/nodes", made("client.list", "node.list"));
    ofPath.put("/v1/deployments", made("deployment.list", "deployment.list"));
    ofPath.put("/v1/scaling/policies", made("scaling.list_policies", "scaling.list"));
    ofPath.put("/v1/status/leader", made("status.leader", "status.read"));
    ofPath.put("/v1/status/peers", made("status.peers", "status.list"));
    ofPath.put("/v1/regions", made("region.list", "region.list"));
    ofPath.put("/v1/client/stats", made("client_stats.stats", "client_stats.read"));
    ofPath.put("/v1/client/metadata", made("client_meta.read", "client_meta.read"));
    ofPath.put(
        "/v1/client/gc",
        made("client_allocations.garbage_collect_all", "client_allocations.write"));
    ofFiles.put("ls", made("file_system.list", "file_system.list"));
    ofFiles.put("stat", made("file_system.stat", "file_system.read"));
    Operation stream = made("file_system.stream", "file_system.read");
    ofFiles.put("cat", stream);
    ofFiles.put("readat", stream);
    ofFiles.put("stream", stream);
    ofFiles.put("logs", made("file_system.logs", "file_system.read"));
    clientAllocation("stats", "client_allocations.stats", "read");
    clientAllocation("checks", "client_allocations.checks", "read");
    clientAllocation("gc", "client_allocations.garbage_collect", "write");
    clientAllocation("restart", "client_allocations.restart", "write");
    clientAllocation("signal", "client_allocations.signal", "write");
    clientAllocation("exec", "alloc.exec", "write");
  }

  private void clientAllocation(String verb, String name, String kind) {
    ofClientAllocation.put(verb, made(name, "client_allocations." + kind));
  }

  private Operation made(String name, String rate) {
    return new Operation(
        metrics.sample("nomad.nomad." + name),
        metrics.counter("nomad.nomad.rpc." + rate),
        metrics.counter("drover." + name + ".errors"));
  }

  /** What a request below {@code /v1/} is. */
  Operation of(HttpMethod method, String path) {
    boolean reads = method == HttpMethod.GET;
    int end = path.indexOf('/', "/v1/".length());
    Operation whole = ofPath.get(path);
    if (whole != null) {
      return reads ? whole : written(path, whole);
    }
    if (end < 0) {
      return other;
    }
    String last = path.substring(path.lastIndexOf('/') + 1);
    return switch (path.substring("/v1/".length(), end)) {
      case "job" -> job(method, path, last, end);
      case "allocation" -> readAllocation;
      case "evaluation" -> last.equals("allocations") ? evaluationAllocations : readEvaluation;
      case "node" -> last.equals("allocations") ? nodeAllocations : readNode;
      case "scaling" -> readPolicy;
      case "client" -> client(path, last);
      case String unknown -> other;
    };
  }

  private Operation written(String path, Operation whole) {
    return switch (path) {
      case "/v1/jobs" -> register;
      case "/v1/client/metadata" -> writeMetadata;
      case String same -> whole;
    };
  }

  /** Ids may hold slashes: the last part tells, unless it is the id itself. */
  private Operation job(HttpMethod method, String path, String last, int end) {
    boolean bare = path.lastIndexOf('/') == end;
    Operation named = bare ? null : ofJob.get(last);
    if (named != null) {
      return last.equals("scale") && method == HttpMethod.GET ? readScale : named;
    }
    return method == HttpMethod.GET ? readJob : method == HttpMethod.DELETE ? deregister : register;
  }

  private Operation client(String path, String last) {
    if (path.startsWith("/v1/client/allocation/")) {
      return ofClientAllocation.getOrDefault(last, other);
    }
    if (path.startsWith("/v1/client/fs/")) {
      int from = "/v1/client/fs/".length();
      int to = path.indexOf('/', from);
      return ofFiles.getOrDefault(to < 0 ? path.substring(from) : path.substring(from, to), other);
    }
    return other;
  }
}
