package io.drover.metrics;

import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskGroupSummary;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the newest state says of jobs. Counted when somebody looks: about 1 ms for 10,000 jobs. */
public final class StateGauges implements Gauges {

  private static final String DISPATCHED = "/dispatch-";
  private static final String LAUNCHED = "/periodic-";

  private final Supplier<Snapshot> state;

  public StateGauges(Supplier<Snapshot> state) {
    this.state = state;
  }

  @Override
  public void write(Sink sink) {
    Snapshot snapshot = state.get();
    sink.gauge("nomad.raft.appliedIndex", snapshot.index());
    sink.gauge("nomad.state.snapshotIndex", snapshot.index());
    statuses(snapshot, sink);
    for (JobVersion job : snapshot.jobs().rows()) {
      JobSummary summary = snapshot.summary(job.key());
      if (summary != null) {
        summaries(summary, sink);
      }
    }
  }

  private static void summaries(JobSummary summary, Sink sink) {
    summary.summary().forEach((group, counts) -> group(sink, summary, group, counts));
  }

  private static void statuses(Snapshot snapshot, Sink sink) {
    Map<String, Integer> statuses = new TreeMap<>(Map.of("dead", 0, "pending", 0, "running", 0));
    for (JobVersion job : snapshot.jobs().rows()) {
      statuses.merge(job.status().word().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    statuses.forEach((status, count) -> sink.gauge("nomad.nomad.job_status." + status, count));
  }

  private static void group(Sink sink, JobSummary of, String group, TaskGroupSummary counts) {
    String[] labels = labels(of, group);
    sink.gauge("nomad.nomad.job_summary.queued", counts.queued(), labels);
    sink.gauge("nomad.nomad.job_summary.complete", counts.complete(), labels);
    sink.gauge("nomad.nomad.job_summary.failed", counts.failed(), labels);
    sink.gauge("nomad.nomad.job_summary.running", counts.running(), labels);
    sink.gauge("nomad.nomad.job_summary.starting", counts.starting(), labels);
    sink.gauge("nomad.nomad.job_summary.lost", counts.lost(), labels);
    sink.gauge("nomad.nomad.job_summary.unknown", counts.unknown(), labels);
  }

  /** A job that was made from another shows that one, and its own part of the id beside. */
  private static String[] labels(JobSummary of, String group) {
    List<String> labels =
        new ArrayList<>(List.of("namespace", of.namespace(), "task_group", group));
    String id = of.jobId();
    int dispatched = id.indexOf(DISPATCHED);
    int launched = id.indexOf(LAUNCHED);
    if (dispatched >= 0) {
      labels.addAll(List.of("job", id.substring(0, dispatched)));
      labels.addAll(List.of("dispatch_id", id.substring(dispatched + DISPATCHED.length())));
    } else if (launched >= 0) {
      labels.addAll(List.of("job", id.substring(0, launched)));
      labels.addAll(List.of("periodic_id", id.substring(launched + LAUNCHED.length())));
    } else {
      labels.addAll(List.of("job", id));
    }
    return labels.toArray(String[]::new);
  }
}
