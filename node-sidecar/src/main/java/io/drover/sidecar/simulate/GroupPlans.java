package io.drover.sidecar.simulate;

import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.node.v1.Document;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The plans of the job versions that were sent last, shared by all nodes: a document is read once
 * and not once a node. Every message brings the documents of its allocations, so a version that was
 * dropped here comes again before it is needed. Thread-safe.
 */
final class GroupPlans {

  // Some hundred bytes each.
  private static final int VERSIONS_MAX = 20_000;

  private final SimulateOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<String, GroupPlan>> versions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, GroupPlan>> eldest) {
          return size() > VERSIONS_MAX;
        }
      };

  GroupPlans(SimulateOptions options) {
    this.options = options;
  }

  /**
   * Takes a document that was sent.
   *
   * @throws IOException when it is no job
   */
  void learn(Document document) throws IOException {
    lock.lock();
    try {
      if (versions.get(document.getDigest()) == null) {
        versions.put(document.getDigest(), read(document.getContent().toByteArray()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The plan of a group, or null if no such job was sent. */
  @Nullable GroupPlan find(String digest, String group) {
    lock.lock();
    try {
      return versions.getOrDefault(digest, Map.of()).get(group);
    } finally {
      lock.unlock();
    }
  }

  private Map<String, GroupPlan> read(byte[] content) throws IOException {
    JobSpec job = Json.MAPPER.readValue(content, JobSpec.class);
    Map<String, GroupPlan> plans = new HashMap<>();
    for (TaskGroup group : job.taskGroups()) {
      plans.put(group.name(), GroupPlan.of(job, group, options));
    }
    return Map.copyOf(plans);
  }
}
