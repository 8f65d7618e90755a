package io.drover.metrics;

import io.drover.command.AdvanceDeployment;
import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.DeregisterJob;
import io.drover.command.DispatchJob;
import io.drover.command.DrainNode;
import io.drover.command.LaunchJob;
import io.drover.command.MarkNodeHeard;
import io.drover.command.MarkNodesSilent;
import io.drover.command.OnBase;
import io.drover.command.PromoteDeployment;
import io.drover.command.PurgeNode;
import io.drover.command.RegisterJob;
import io.drover.command.RegisterNode;
import io.drover.command.ReportAllocations;
import io.drover.command.RevertJob;
import io.drover.command.ScaleJob;
import io.drover.command.SetAllocationHealth;
import io.drover.command.SetNodeEligibility;
import io.drover.command.StabilizeJob;
import io.drover.command.StopAllocation;
import io.drover.command.SubmitPlan;
import io.drover.command.UpdateEvaluations;
import java.util.Map;

/**
 * The figures of commands. Nomad applies an entry of its log after the commit, Drover decides and
 * applies before it and publishes after: {@code fsm.*} is that deciding, and {@code raft.*} the
 * time until the commit.
 */
public final class CommandMetrics {

  private final MetricSet metrics;
  private final Map<Class<?>, Sample> decided;
  private final Sample planEvaluated;
  private final Sample entries;
  private final Sample commitTime;

  public CommandMetrics(MetricSet metrics) {
    this.metrics = metrics;
    this.decided =
        Map.ofEntries(
            Map.entry(RegisterJob.class, fsm("register_job")),
            Map.entry(ScaleJob.class, fsm("register_job")),
            Map.entry(RevertJob.class, fsm("register_job")),
            Map.entry(DispatchJob.class, fsm("register_job")),
            Map.entry(LaunchJob.class, fsm("register_job")),
            Map.entry(DeregisterJob.class, fsm("deregister_job")),
            Map.entry(StabilizeJob.class, fsm("apply_job_stability")),
            Map.entry(UpdateEvaluations.class, fsm("update_eval")),
            Map.entry(SubmitPlan.class, fsm("apply_plan_results")),
            Map.entry(ReportAllocations.class, fsm("alloc_client_update")),
            Map.entry(RegisterNode.class, fsm("register_node")),
            Map.entry(MarkNodeHeard.class, fsm("node_status_update")),
            Map.entry(MarkNodesSilent.class, fsm("node_status_update")),
            Map.entry(DrainNode.class, fsm("node_drain_update")),
            Map.entry(SetNodeEligibility.class, fsm("node_eligibility_update")),
            Map.entry(PurgeNode.class, fsm("deregister_node")),
            Map.entry(PromoteDeployment.class, fsm("apply_deployment_promotion")),
            Map.entry(SetAllocationHealth.class, fsm("apply_deployment_alloc_health")),
            Map.entry(AdvanceDeployment.class, fsm("apply_deployment_status_update")),
            Map.entry(StopAllocation.class, fsm("alloc_update_desired_transition")));
    this.planEvaluated = metrics.sample("nomad.nomad.plan.evaluate");
    this.entries = metrics.counter("nomad.raft.apply");
    this.commitTime = metrics.sample("nomad.raft.commitTime");
  }

  private Sample fsm(String name) {
    return metrics.sample("nomad.nomad.fsm." + name);
  }

  /** A command was decided and its events applied. */
  public void decided(Command<?> command, long beganNanos) {
    Command<?> inner = command instanceof OnBase<?> based ? based.command() : command;
    Sample sample = decided.get(inner.getClass());
    if (sample != null) {
      sample.since(beganNanos);
    }
    if (inner instanceof SubmitPlan) {
      planEvaluated.since(beganNanos);
    }
  }

  /** An entry of the log that was appended then is durable. */
  public void committed(long appendedNanos) {
    entries.increment();
    commitTime.since(appendedNanos);
  }

  /** The same commands, measured as the workers see them. */
  public Commands forWorkers(Commands commands) {
    Commands asPlans =
        new TimedCommands(
            commands,
            Map.of(
                SubmitPlan.class, metrics.sample("nomad.nomad.plan.submit"),
                UpdateEvaluations.class, metrics.sample("nomad.nomad.eval.update")));
    return new TimedCommands(
        asPlans,
        Map.of(
            SubmitPlan.class, metrics.sample("nomad.nomad.worker.submit_plan"),
            UpdateEvaluations.class, metrics.sample("nomad.nomad.worker.update_eval")));
  }

  /** The same commands, measured as nodes see them. */
  public Commands forNodes(Commands commands) {
    return new TimedCommands(
        commands,
        Map.of(
            RegisterNode.class, metrics.sample("nomad.nomad.client.register"),
            MarkNodeHeard.class, metrics.sample("nomad.nomad.client.update_status"),
            ReportAllocations.class, metrics.sample("nomad.nomad.client.update_alloc")));
  }
}
