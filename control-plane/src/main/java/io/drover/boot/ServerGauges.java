package io.drover.boot;

import io.drover.contract.model.JobType;
import io.drover.evaluate.EvaluationBroker;
import io.drover.metrics.Gauges;
import io.drover.metrics.StateGauges;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** How much waits where on this member, asked of each part at the moment somebody looks. */
final class ServerGauges implements Gauges {

  private final ControlPlane parts;
  private final Gauges state;

  ServerGauges(ControlPlane parts) {
    this.parts = parts;
    this.state = new StateGauges(parts.store()::current);
  }

  @Override
  public void write(Sink sink) {
    state.write(sink);
    broker(sink);
    sink.gauge("nomad.nomad.blocked_evals.total_blocked", parts.evaluations().blocked());
    sink.gauge("nomad.nomad.blocked_evals.total_escaped", parts.evaluations().escaped());
    sink.gauge("nomad.nomad.blocked_evals.total_quota_limit", 0);
    sink.gauge("nomad.nomad.plan.queue_depth", parts.commands().waiting());
    sink.gauge("nomad.nomad.heartbeat.active", parts.heartbeats().active());
    runtime(sink);
  }

  private void broker(Sink sink) {
    EvaluationBroker.Stats stats = parts.evaluations().stats();
    sink.gauge("nomad.nomad.broker.total_ready", stats.ready());
    sink.gauge("nomad.nomad.broker.total_unacked", stats.outstanding());
    sink.gauge("nomad.nomad.broker.total_pending", stats.waiting());
    sink.gauge("nomad.nomad.broker.total_waiting", stats.delayed());
    sink.gauge("nomad.nomad.broker.total_cancelable", stats.cancelable());
    for (JobType type : JobType.values()) {
      String name = "nomad.nomad.broker." + type.word();
      sink.gauge(name + ".ready", stats.readyByType().getOrDefault(type, 0));
      sink.gauge(name + ".unacked", stats.outstandingByType().getOrDefault(type, 0));
    }
  }

  private static void runtime(Sink sink) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    sink.gauge("nomad.runtime.alloc_bytes", heap.getUsed());
    sink.gauge("nomad.runtime.sys_bytes", heap.getCommitted());
    sink.gauge(
        "nomad.runtime.num_goroutines", ManagementFactory.getThreadMXBean().getThreadCount());
    long runs = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      runs += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    sink.gauge("nomad.runtime.total_gc_runs", runs);
    sink.gauge("nomad.runtime.total_gc_pause_ns", millis * 1e6);
  }
}
