package io.drover.sidecar.template;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What templates of one task read of the cluster: variables and services, with the rights of that
 * task. Calls do not block and may come from any thread; what has not arrived yet is unknown, and
 * asking for it makes the source get it.
 */
public interface TemplateSource {

  /** What is known of a question. */
  sealed interface Answer<T> {
    /** Not yet; the change that brings it is told. */
    record Unknown<T>() implements Answer<T> {}

    /** It is not there. */
    record Absent<T>() implements Answer<T> {}

    record Found<T>(T value) implements Answer<T> {}
  }

  /** A variable of the cluster, without its items. */
  record VariableMetadata(
      String namespace,
      String path,
      long createIndex,
      long modifyIndex,
      Instant createTime,
      Instant modifyTime) {}

  record Variable(VariableMetadata metadata, Map<String, String> items) {

    public Variable {
      items = Map.copyOf(items);
    }
  }

  record ServiceInstance(
      String id,
      String name,
      String node,
      String address,
      int port,
      String datacenter,
      List<String> tags,
      String jobId,
      String allocId) {

    public ServiceInstance {
      tags = List.copyOf(tags);
    }
  }

  record ServiceSummary(String name, List<String> tags) {

    public ServiceSummary {
      tags = List.copyOf(tags);
    }
  }

  Answer<Variable> variable(String namespace, String path);

  /** Those whose paths begin so, by path. */
  Answer<List<VariableMetadata>> variables(String namespace, String prefix);

  Answer<List<ServiceInstance>> service(String namespace, String name);

  Answer<List<ServiceSummary>> services(String namespace);

  /** Calls back, briefly and from any thread, after each change of an answer that was given. */
  Subscription onChange(Runnable changed);

  /** Ends with close. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
