package io.drover.state;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Deployment;

/** Deployments by id, by job, and by the index of their creation. */
record DeploymentRecords(
    Table<String, Deployment> rows,
    Table<Pair<JobKey, String>, String> byJob,
    Table<Pair<Long, String>, String> byCreation) {

  static final DeploymentRecords EMPTY =
      new DeploymentRecords(Table.empty(), Table.empty(), Table.empty());

  DeploymentRecords with(Deployment deployment) {
    Deployment old = rows.get(deployment.id());
    Pair<JobKey, String> jobKey = new Pair<>(deployment.job(), deployment.id());
    Pair<Long, String> creationKey = new Pair<>(deployment.createIndex(), deployment.id());
    return new DeploymentRecords(
        rows.with(deployment.id(), deployment),
        old == null ? byJob.with(jobKey, deployment.id()) : byJob,
        old == null ? byCreation.with(creationKey, deployment.id()) : byCreation);
  }

  DeploymentRecords without(Deployment old) {
    return new DeploymentRecords(
        rows.without(old.id()),
        byJob.without(new Pair<>(old.job(), old.id())),
        byCreation.without(new Pair<>(old.createIndex(), old.id())));
  }
}
