package io.drover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.command.DeregisterJob;
import io.drover.command.Refusal;
import io.drover.command.job.ClusterFacts;
import io.drover.command.job.JobCanonicalizer;
import io.drover.command.job.JobDocument;
import io.drover.command.job.JobValidator;
import io.drover.contract.api.Job;
import io.drover.contract.api.JobPlanRequest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.json.BodyReader;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeNetwork;
import io.drover.contract.model.NodeNetworkAddress;
import io.drover.contract.model.PreemptionConfig;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of the one node that the plans were recorded on, with the base job running on it. */
final class Trial {

  final Harness harness = new Harness();
  private final DryRun dryRun =
      new DryRun(harness.cluster, harness.cluster, harness.cluster::nextId);

  Trial() {
    harness.cluster.add(node());
  }

  static JsonNode read(String name) {
    try (InputStream in = Trial.class.getResourceAsStream("/golden/plan/" + name + ".json")) {
      return Json.MAPPER.readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Job job(JsonNode job) {
    byte[] body = ("{\"Job\":" + job + "}").getBytes(StandardCharsets.UTF_8);
    return Objects.requireNonNull(new BodyReader(1 << 20).read(body, JobPlanRequest.class).job());
  }

  static JobSpec canonical(Job job) {
    return JobCanonicalizer.canonicalize(job, "global", "default");
  }

  /** Registers the job and lets its allocations run. */
  JobSpec run(Job job) {
    JobSpec spec = canonical(job);
    Evaluation evaluation = harness.cluster.register(spec);
    if (evaluation != null) {
      harness.process(evaluation);
    }
    for (Allocation allocation : harness.cluster.running(spec)) {
      harness.cluster.report(allocation, ClientStatus.RUNNING);
    }
    return spec;
  }

  /** Stops the job and lets the scheduler stop its allocations. */
  void stop(JobSpec spec) {
    DeregisterJob stop = new DeregisterJob(spec.key(), false, false, 0);
    String id = harness.cluster.submit(stop).toCompletableFuture().join().evalId();
    harness.process(harness.cluster.snapshot().evaluation(new EvalId(id)));
  }

  JobPlan plan(Job job, boolean diff) throws Refusal {
    JobSpec spec = canonical(job);
    String warnings = JobValidator.validate(job, spec, ClusterFacts.standard()).warningText();
    return dryRun.run(
        harness.cluster.snapshot(),
        new DryRun.Request(
            spec, JobDocument.of(spec), Boolean.TRUE.equals(job.stop()), warnings, diff));
  }

  /** The answer to a recorded case, after what it says was registered before. */
  JobPlan plan(JsonNode golden) throws Refusal {
    JsonNode body = golden.at("/request/body");
    JsonNode first = golden.at("/notes/first registered");
    String id = body.at("/Job/ID").asText();
    boolean isNew = golden.at("/response/body/Diff/Type").asText().equals("Added");
    if (golden.get("name").asText().equals("preempt")) { // Recorded with it switched on.
      harness.cluster.configure(
          old -> old.withPreemptionConfig(new PreemptionConfig(true, true, true, true)));
    }
    if (!first.isMissingNode()) {
      run(job(first));
    } else if (id.equals("pl")
        && !isNew
        && golden.at("/response/body/JobModifyIndex").asInt() > 0) {
      run(job(read("003-base-register").at("/request/body/Job")));
    }
    return plan(job(body.get("Job")), body.path("Diff").asBoolean());
  }

  private static Node node() {
    List<NodeNetwork> networks =
        new ArrayList<>(Fixtures.node("golden-a").nodeResources().nodeNetworks());
    networks.add(
        new NodeNetwork(
            "host",
            "lo",
            "",
            0,
            List.of(new NodeNetworkAddress("ipv4", "loop", "127.0.0.1", "", ""))));
    networks.add(new NodeNetwork("bridge", "", "", 0, List.of()));
    Node plain = Fixtures.node("golden-a");
    return Fixtures.classed(
        plain
            .withNodeClass("alpha")
            .withMeta(Map.of("rack", "r1", "zone", "z1"))
            .withAttributes(
                Map.of(
                    "nomad.version", "1.6.1",
                    "nomad.service_discovery", "true",
                    "kernel.name", "linux",
                    "cpu.arch", "amd64",
                    "cpu.numcores", "2",
                    "os.signals", "SIGHUP,SIGINT,SIGTERM,SIGKILL",
                    "unique.hostname", "golden-a"))
            .withHostVolumes(
                Map.of(
                    "shared", new HostVolume("shared", "/s", false),
                    "ro", new HostVolume("ro", "/r", true)))
            .withDrivers(
                Stream.of("mock_driver", "raw_exec", "exec", "java")
                    .collect(
                        Collectors.toMap(
                            d -> d, d -> new DriverInfo(Map.of(), true, true, "Healthy", null))))
            .withNodeResources(plain.nodeResources().withNodeNetworks(networks))
            .withReservedResources(Fixtures.reserved(100, 192, 1000, "22,8500-8502")));
  }
}
