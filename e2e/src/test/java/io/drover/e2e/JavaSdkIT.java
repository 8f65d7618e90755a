package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hashicorp.nomad.apimodel.Job;
import com.hashicorp.nomad.apimodel.JobListStub;
import com.hashicorp.nomad.apimodel.JobPlanResponse;
import com.hashicorp.nomad.javasdk.ErrorResponseException;
import com.hashicorp.nomad.javasdk.JobVersionsResponseData;
import com.hashicorp.nomad.javasdk.JobsApi;
import com.hashicorp.nomad.javasdk.NomadApiClient;
import com.hashicorp.nomad.javasdk.NomadApiConfiguration;
import com.hashicorp.nomad.javasdk.QueryOptions;
import com.hashicorp.nomad.javasdk.ServerQueryResponse;
import com.hashicorp.nomad.javasdk.WaitStrategy;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HashiCorp's own SDK for Java works with Drover unchanged. */
final class JavaSdkIT {

  private static final WaitStrategy PATIENT = WaitStrategy.waitForSeconds(60);

  private static Agent server;
  private static NomadApiClient client;
  private static JobsApi jobs;

  @BeforeAll
  static void start() {
    server = Agent.server("java-sdk").startReady();
    client =
        new NomadApiClient(
            new NomadApiConfiguration.Builder().setAddress(server.http().base()).build());
    jobs = client.getJobsApi();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void registersReadsListsAndStops() throws Exception {
    String evaluation = jobs.register(job(Jobs.unplaceable("sdk-a"))).getValue();
    assertThat(client.getEvaluationsApi().info(evaluation).getValue().getJobId())
        .isEqualTo("sdk-a");

    ServerQueryResponse<Job> read = jobs.info("sdk-a");
    assertThat(read.getValue().getTaskGroups().getFirst().getTasks().getFirst().getDriver())
        .isEqualTo("raw_exec");
    assertThat(read.hadKnownLeader()).isTrue();
    assertThat(jobs.list("sdk-a").getValue())
        .extracting(JobListStub::getId)
        .containsExactly("sdk-a");
    assertThat(jobs.summary("sdk-a").getValue().getSummary()).containsKey("group");
    assertThat(jobs.evaluations("sdk-a").getValue()).isNotEmpty();

    jobs.deregister("sdk-a");
    assertThat(jobs.info("sdk-a").getValue().getStop()).isTrue();
    jobs.deregister("sdk-a", true);
    assertThatThrownBy(() -> jobs.info("sdk-a"))
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused -> {
              assertThat(refused.getServerErrorCode()).isEqualTo(404);
              assertThat(refused.getServerErrorMessage()).isEqualTo("job not found");
            });
  }

  @Test
  void validatesAndPlans() throws Exception {
    ObjectNode wrong = Jobs.unplaceable("sdk-wrong").put("Priority", 4711);
    assertThat(jobs.validate(job(wrong)).getValue().getValidationErrors())
        .containsExactly("job priority must be between [1, 100]");

    Job first = job(Jobs.unplaceable("sdk-plan"));
    JobPlanResponse fresh = jobs.plan(first, true).getValue();
    assertThat(fresh.getDiff().getType()).isEqualTo("Added");
    assertThat(fresh.getFailedTgAllocs()).containsKey("group");
    jobs.register(first);
    assertThat(jobs.plan(first, true).getValue().getDiff().getType()).isEqualTo("None");
    assertThat(
            jobs.plan(job(Jobs.unplaceable("sdk-plan").put("Priority", 60)), true)
                .getValue()
                .getDiff()
                .getType())
        .isEqualTo("Edited");
  }

  @Test
  void listsVersionsWithDiffsAndReverts() throws Exception {
    for (int priority = 50; priority < 53; priority++) {
      jobs.register(job(Jobs.unplaceable("sdk-versions").put("Priority", priority)));
    }
    ServerQueryResponse<JobVersionsResponseData> versions = jobs.versions("sdk-versions", true);
    assertThat(versions.getValue().getVersions())
        .extracting(Job::getPriority)
        .containsExactly(52, 51, 50);
    // The SDK looks for the diffs under a name that no server uses.
    assertThat(Http.JSON.readTree(versions.getRawEntity()).path("Diffs")).hasSize(2);

    jobs.revert("sdk-versions", BigInteger.ZERO, BigInteger.TWO);

    Job reverted = jobs.info("sdk-versions").getValue();
    assertThat(reverted.getPriority()).isEqualTo(50);
    assertThat(reverted.getVersion()).isEqualTo(3);
    jobs.stable("sdk-versions", BigInteger.valueOf(3), true);
    assertThat(jobs.info("sdk-versions").getValue().getStable()).isTrue();
  }

  @Test
  void registersOnlyOverTheIndexThatItHasSeen() throws Exception {
    jobs.register(job(Jobs.unplaceable("sdk-index")), BigInteger.ZERO);
    BigInteger index = jobs.info("sdk-index").getValue().getJobModifyIndex();
    Job changed = job(Jobs.unplaceable("sdk-index").put("Priority", 70));
    jobs.register(changed, index);

    assertThatThrownBy(() -> jobs.register(changed, index))
        .isInstanceOf(ErrorResponseException.class)
        .hasMessageContaining("job exists with conflicting job modify index");
  }

  @Test
  void dispatches() throws Exception {
    ObjectNode job = Jobs.batch("sdk-dispatch", "true");
    job.withObject("/ParameterizedJob")
        .put("Payload", "required")
        .putArray("MetaRequired")
        .add("k");
    jobs.register(job(job));

    String child =
        jobs.dispatch("sdk-dispatch", Map.of("k", "v"), "input".getBytes(StandardCharsets.UTF_8))
            .getValue()
            .getDispatchedJobId();

    assertThat(child).startsWith("sdk-dispatch/dispatch-");
    Job dispatched = jobs.info(child).getValue();
    assertThat(dispatched.getParentId()).isEqualTo("sdk-dispatch");
    assertThat(dispatched.getMeta()).containsEntry("k", "v");
  }

  @Test
  void scales() throws Exception {
    jobs.register(job(Jobs.unplaceable("sdk-scale")));

    jobs.scaleGroup("sdk-scale", "group", 3, "more", Map.of("by", "test"), null);

    assertThat(jobs.info("sdk-scale").getValue().getTaskGroups().getFirst().getCount())
        .isEqualTo(3);
    assertThat(jobs.scaleStatus("sdk-scale").getValue().getTaskGroups().get("group").getDesired())
        .isEqualTo(3);
  }

  @Test
  void forcesALaunch() throws Exception {
    ObjectNode job = Jobs.batch("sdk-periodic", "true");
    job.withObject("/Periodic")
        .put("Enabled", true)
        .put("SpecType", "cron")
        .put("Spec", "0 0 1 1 *");
    jobs.register(job(job));

    jobs.periodicForce("sdk-periodic");

    List<JobListStub> children = jobs.list("sdk-periodic/periodic-").getValue();
    assertThat(children).hasSize(1);
    assertThat(children.getFirst().getParentId()).isEqualTo("sdk-periodic");
  }

  @Test
  void waitsForAChange() throws Exception {
    jobs.register(job(Jobs.unplaceable("sdk-wait")));
    ServerQueryResponse<Job> seen = jobs.info("sdk-wait");
    CompletableFuture<ServerQueryResponse<Job>> newer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return jobs.info("sdk-wait", QueryOptions.newerThan(seen).setWaitStrategy(PATIENT));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });

    jobs.register(job(Jobs.unplaceable("sdk-wait").put("Priority", 80)));

    ServerQueryResponse<Job> answer = newer.get(60, TimeUnit.SECONDS);
    assertThat(answer.getValue().getPriority()).isEqualTo(80);
    assertThat(answer.getIndex()).isGreaterThan(seen.getIndex());
  }

  @Test
  void findsTheLeaderAndTheRegions() throws Exception {
    assertThat(client.getStatusApi().leader().getValue()).contains(":" + server.ports().rpc());
    assertThat(client.getRegionsApi().list().getValue()).containsExactly("global");
    assertThat(client.getAgentApi().self().getValue().getMember().getName())
        .isEqualTo("java-sdk.global");
  }

  private static Job job(ObjectNode json) throws Exception {
    return Job.fromJson(json.toString());
  }
}
