package io.drover.state;

/** What a query can watch: one object, what belongs to one object, or a whole table. */
public enum Topic {
  /** One job by its {@link Watch#key(io.drover.contract.ids.JobKey)}, its versions included. */
  JOB,
  /** The summary of one job. */
  JOB_SUMMARY,
  /** The scaling events of one job. */
  JOB_SCALING,
  /** One scaling policy by its id. */
  SCALING_POLICY,
  /** Any allocation of one job. */
  JOB_ALLOCATIONS,
  /** Any evaluation of one job. */
  JOB_EVALUATIONS,
  NODE,
  /** Any allocation of one node. */
  NODE_ALLOCATIONS,
  ALLOCATION,
  EVALUATION,
  /** Any allocation made by one evaluation. */
  EVALUATION_ALLOCATIONS,
  /** One deployment by its id. */
  DEPLOYMENT,
  /** Any deployment of one job. */
  JOB_DEPLOYMENTS,
  /** Any allocation of one deployment. */
  DEPLOYMENT_ALLOCATIONS,
  NAMESPACE,
  NODE_POOL,
  /** The accessors of Vault tokens of one allocation. */
  VAULT_ACCESSORS,
  /** A whole table; the key is the table's name. */
  TABLE
}
