package io.drover.state;

import io.drover.contract.ids.JobKey;

/**
 * Something that a commit touches and that a waiting query can name. With {@code prefix} it stands
 * for every key of the topic that begins so; commits touch single keys only.
 */
public record Watch(Topic topic, String key, boolean prefix) {

  public static Watch of(Topic topic, String key) {
    return new Watch(topic, key, false);
  }

  public static Watch table(TableName table) {
    return new Watch(Topic.TABLE, table.name(), false);
  }

  public static Watch job(Topic topic, JobKey job) {
    return new Watch(topic, key(job), false);
  }

  public static Watch prefix(Topic topic, String prefix) {
    return new Watch(topic, prefix, true);
  }

  /** A job's key as text: the namespace cannot hold the separator. */
  public static String key(JobKey job) {
    return job.namespace() + "/" + job.id();
  }
}
