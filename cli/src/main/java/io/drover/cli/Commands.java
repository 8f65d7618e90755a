package io.drover.cli;

import io.drover.cli.agent.AgentConfigCommand;
import io.drover.cli.agent.AgentWait;
import io.drover.cli.alloc.AllocChecks;
import io.drover.cli.alloc.AllocExec;
import io.drover.cli.alloc.AllocFs;
import io.drover.cli.alloc.AllocLogs;
import io.drover.cli.alloc.AllocRestart;
import io.drover.cli.alloc.AllocSignal;
import io.drover.cli.alloc.AllocStatus;
import io.drover.cli.alloc.AllocStop;
import io.drover.cli.cluster.EvalStatus;
import io.drover.cli.cluster.NodeDrain;
import io.drover.cli.cluster.NodeEligibility;
import io.drover.cli.cluster.NodeMetaApply;
import io.drover.cli.cluster.NodeMetaRead;
import io.drover.cli.cluster.NodeStatus;
import io.drover.cli.cluster.ServerMembers;
import io.drover.cli.deployment.DeploymentFail;
import io.drover.cli.deployment.DeploymentList;
import io.drover.cli.deployment.DeploymentPause;
import io.drover.cli.deployment.DeploymentPromote;
import io.drover.cli.deployment.DeploymentResume;
import io.drover.cli.deployment.DeploymentStatus;
import io.drover.cli.deployment.DeploymentUnblock;
import io.drover.cli.job.JobDeployments;
import io.drover.cli.job.JobPlan;
import io.drover.cli.job.JobPromote;
import io.drover.cli.job.JobRevert;
import io.drover.cli.job.JobRun;
import io.drover.cli.job.JobStatus;
import io.drover.cli.job.JobStop;
import io.drover.cli.job.JobValidate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The table of commands. Only the one that is called is loaded, which is why this is a table and
 * not picocli's tree of subcommands: reflecting on all of them costs a tenth of a second.
 */
final class Commands {

  private static final List<Entry> ALL =
      List.of(
          new Entry("alloc checks", "Show the results of an allocation's checks", AllocChecks::new),
          new Entry("alloc exec", "Run a command beside a task", AllocExec::new),
          new Entry("alloc fs", "Look into the directory of an allocation", AllocFs::new),
          new Entry("alloc logs", "Show what a task wrote", AllocLogs::new),
          new Entry("alloc restart", "Restart the tasks of an allocation", AllocRestart::new),
          new Entry(
              "alloc signal", "Send a signal to the tasks of an allocation", AllocSignal::new),
          new Entry(
              "alloc status", "Show an allocation, its tasks and their events", AllocStatus::new),
          new Entry("alloc stop", "Stop an allocation and place it anew", AllocStop::new),
          new Entry(
              "eval status", "Show an evaluation and what it could not place", EvalStatus::new),
          new Entry("deployment fail", "Give a deployment up", DeploymentFail::new),
          new Entry("deployment list", "List deployments", DeploymentList::new),
          new Entry("deployment pause", "Pause a deployment", DeploymentPause::new),
          new Entry("deployment promote", "Promote healthy canaries", DeploymentPromote::new),
          new Entry("deployment resume", "Let a paused deployment go on", DeploymentResume::new),
          new Entry("deployment status", "Show a deployment and its groups", DeploymentStatus::new),
          new Entry(
              "deployment unblock",
              "Let a deployment go on that waits for other regions",
              DeploymentUnblock::new),
          new Entry("job deployments", "List the deployments of a job", JobDeployments::new),
          new Entry("job plan", "Show what running a job file would change", JobPlan::new),
          new Entry(
              "job promote", "Promote the canaries of a job's latest deployment", JobPromote::new),
          new Entry("job revert", "Go back to an earlier version of a job", JobRevert::new),
          new Entry("job run", "Run a new job or update an existing one", JobRun::new),
          new Entry("job status", "List jobs, or show one", JobStatus::new),
          new Entry("job stop", "Stop a running job", JobStop::new),
          new Entry("job validate", "Check a job file without running it", JobValidate::new),
          new Entry("node drain", "Empty a node, or call that off", NodeDrain::new),
          new Entry(
              "node eligibility", "Let a node take new work, or no more", NodeEligibility::new),
          new Entry("node meta apply", "Change the metadata of a node", NodeMetaApply::new),
          new Entry("node meta read", "Show the metadata of a node", NodeMetaRead::new),
          new Entry("node status", "List nodes, or show one", NodeStatus::new),
          new Entry("server members", "List the servers", ServerMembers::new));

  /** What the launcher calls; not listed. */
  private static final List<Entry> INTERNAL =
      List.of(
          new Entry("agent-config", "Resolve an agent's files and flags", AgentConfigCommand::new),
          new Entry("agent-wait", "Wait until an agent is ready", AgentWait::new),
          new Entry("warm-up", "Record what a start-up cache needs", WarmUp::new));

  private Commands() {}

  /** A command's words, what it does in one line, and how to make it. */
  record Entry(String name, String summary, Supplier<Command> make) {
    List<String> words() {
      return List.of(name.split(" "));
    }
  }

  /** What was found and how many arguments named it. */
  record Found(Entry entry, int words) {}

  static List<Entry> all() {
    return ALL;
  }

  /** Resolves `job run ...`, and the old spellings `run ...` and `logs ...` as well. */
  static Optional<Found> find(List<String> arguments) {
    for (Entry entry : ALL) {
      if (startsWith(arguments, entry.words())) {
        return Optional.of(new Found(entry, entry.words().size()));
      }
    }
    return arguments.isEmpty() ? Optional.empty() : single(arguments.getFirst());
  }

  /** The group's commands, for `drover job` alone. */
  static List<Entry> group(String word) {
    return ALL.stream().filter(e -> e.words().getFirst().equals(word)).toList();
  }

  private static boolean startsWith(List<String> arguments, List<String> words) {
    return arguments.size() >= words.size() && arguments.subList(0, words.size()).equals(words);
  }

  private static Optional<Found> single(String word) {
    return INTERNAL.stream()
        .filter(e -> e.name().equals(word))
        .findFirst()
        .map(e -> new Found(e, 1))
        .or(() -> alias(word));
  }

  private static Optional<Found> alias(String word) {
    return Optional.ofNullable(
            switch (word) {
              case "run", "plan", "status", "stop", "validate" -> "job " + word;
              case "exec", "fs", "logs" -> "alloc " + word;
              case "alloc-status", "eval-status", "node-drain", "node-status", "server-members" ->
                  word.replace('-', ' ');
              default -> null;
            })
        .map(name -> ALL.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow())
        .map(entry -> new Found(entry, 1));
  }
}
