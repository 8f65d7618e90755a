package io.drover.evaluate;

import io.drover.contract.model.JobType;
import io.drover.metrics.MetricSet;
import io.drover.metrics.Sample;
import java.util.EnumMap;
import java.util.Map;

/** How long the steps of a worker take. */
final class WorkerMetrics {

  private final Sample dequeue;
  private final Sample acknowledge;
  private final Map<JobType, Sample> schedule = new EnumMap<>(JobType.class);

  WorkerMetrics(MetricSet metrics) {
    this.dequeue = metrics.sample("nomad.nomad.worker.dequeue_eval");
    this.acknowledge = metrics.sample("nomad.nomad.worker.send_ack");
    for (JobType type : JobType.values()) {
      schedule.put(type, metrics.sample("nomad.nomad.worker.invoke_scheduler." + type.word()));
    }
  }

  /** An evaluation came; the waiting for it counts, as Nomad's. */
  void dequeued(long askedNanos) {
    dequeue.since(askedNanos);
  }

  void scheduled(JobType type, long beganNanos) {
    Sample sample = schedule.get(type);
    if (sample != null) {
      sample.since(beganNanos);
    }
  }

  void acknowledged(long beganNanos) {
    acknowledge.since(beganNanos);
  }
}
