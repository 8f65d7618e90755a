package io.drover.contract.ids;

/** What names a job in a region: its namespace and its id. */
public record JobKey(String namespace, String id) implements Comparable<JobKey> {

  @Override
  public int compareTo(JobKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id + "@" + namespace;
  }
}
