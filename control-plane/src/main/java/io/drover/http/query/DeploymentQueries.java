package io.drover.http.query;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.JobVersion;
import io.drover.http.Body;
import io.drover.http.render.Allocations;
import io.drover.http.render.JsonOut;
import io.drover.state.Snapshot;
import io.drover.state.TableName;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Reads of deployments. Source: http-api.md 2.5. */
public final class DeploymentQueries {

  private DeploymentQueries() {}

  /** One deployment. */
  public record One(String id) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      Deployment found = snapshot.deployment(id);
      return found == null
          ? Result.missing(snapshot.tableIndex(TableName.DEPLOYMENTS), "deployment not found")
          : Result.json(found.modifyIndex(), JsonOut.of(found));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.DEPLOYMENT, id));
    }
  }

  /** The list of deployments by creation, or by id if their ids' beginning is given. */
  public record All(ReadParams params, Rows rows) implements Query {

    /** Reads the parameters. */
    public static All of(ReadParams params) {
      if (!params.prefix().isEmpty()) {
        Uuids.prefix(params.prefix(), "");
      }
      return new All(params, Rows.of(params));
    }

    @Override
    public Result run(Snapshot snapshot) {
      Rows.Page<Deployment> page =
          params.prefix().isEmpty()
              ? rows.pageByCreation(
                  byCreation(snapshot), d -> d, Deployment::createIndex, Deployment::id)
              : rows.page(byId(snapshot), d -> d, Deployment::id, this::reached);
      return new Result(
          snapshot.tableIndex(TableName.DEPLOYMENTS),
          200,
          Body.json(JsonOut.list(page.rows(), JsonOut::of)),
          page.nextToken());
    }

    private boolean reached(Deployment deployment) {
      int order = deployment.id().compareTo(params.nextToken());
      return params.reverse() ? order <= 0 : order >= 0;
    }

    private List<Deployment> byCreation(Snapshot snapshot) {
      List<Deployment> found = new ArrayList<>();
      for (String id : snapshot.deploymentsByCreation().rows()) {
        Deployment deployment = snapshot.deployment(id);
        if (deployment != null) {
          add(found, deployment);
        }
      }
      return params.reverse() ? found.reversed() : found;
    }

    private List<Deployment> byId(Snapshot snapshot) {
      String prefix = Uuids.prefix(params.prefix(), "");
      List<Deployment> found = new ArrayList<>();
      for (Deployment deployment : snapshot.deployments().from(prefix).rows()) {
        if (!deployment.id().startsWith(prefix)) {
          break;
        }
        add(found, deployment);
      }
      return params.reverse() ? found.reversed() : found;
    }

    private void add(List<Deployment> found, Deployment deployment) {
      if (params.allNamespaces() || deployment.namespace().equals(params.namespace())) {
        found.add(deployment);
      }
    }

    @Override
    public List<Watch> watches() {
      return params.prefix().isEmpty()
          ? List.of(Watch.table(TableName.DEPLOYMENTS))
          : List.of(Watch.prefix(Topic.DEPLOYMENT, params.prefix().toLowerCase(Locale.ROOT)));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** The allocations of a deployment, in the order of their ids. */
  public record AllocationsOf(String id, Allocations allocations) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      Deployment deployment = snapshot.deployment(id);
      List<Allocation> found =
          deployment == null
              ? List.of()
              : snapshot.allocationsOf(deployment.job()).stream()
                  .filter(a -> a.deploymentId().equals(id))
                  .toList();
      return Result.json(
          snapshot.tableIndex(TableName.ALLOCATIONS),
          JsonOut.list(found, a -> allocations.row(a, false, true)));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.DEPLOYMENT_ALLOCATIONS, id));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /**
   * The deployments of a job, in the order of their ids.
   *
   * @param all also those of an earlier job of the same id, which was purged
   */
  public record OfJob(JobKey key, boolean all) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      List<Deployment> found =
          ofJob(snapshot, key, all).stream().sorted(Comparator.comparing(Deployment::id)).toList();
      return Result.json(
          snapshot.tableIndex(TableName.DEPLOYMENTS), JsonOut.list(found, JsonOut::of));
    }

    @Override
    public List<Watch> watches() {
      return List.of(
          Watch.job(Topic.JOB_DEPLOYMENTS, key), Watch.job(Topic.JOB, key)); // A purged job's too.
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** The newest deployment of a job; JSON's null if there is none. */
  public record LatestOfJob(JobKey key) implements Query {

    private static final byte[] NONE = "null".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Result run(Snapshot snapshot) {
      List<Deployment> newestFirst = ofJob(snapshot, key, false);
      return Result.json(
          snapshot.tableIndex(TableName.DEPLOYMENTS),
          newestFirst.isEmpty() ? NONE.clone() : JsonOut.of(newestFirst.getFirst()));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.job(Topic.JOB_DEPLOYMENTS, key), Watch.job(Topic.JOB, key));
    }
  }

  private static List<Deployment> ofJob(Snapshot snapshot, JobKey key, boolean all) {
    JobVersion job = snapshot.job(key);
    return snapshot.deploymentsOf(key).stream()
        .filter(d -> all || job == null || d.jobCreateIndex() == job.createIndex())
        .toList();
  }
}
