package io.drover.state;

/** The tables whose last change is known by its index. */
public enum TableName {
  JOBS,
  JOB_VERSIONS,
  JOB_SUMMARIES,
  NODES,
  ALLOCATIONS,
  EVALUATIONS,
  JOB_SOURCES,
  SCALING_HISTORIES,
  SCALING_POLICIES,
  PERIODIC_LAUNCHES,
  VAULT_ACCESSORS
}
