package io.drover.http.query;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobVersion;
import io.drover.documents.JobDocuments;
import io.drover.http.Body;
import io.drover.http.Failure;
import io.drover.http.render.Allocations;
import io.drover.http.render.JobDatum;
import io.drover.http.render.JobSources;
import io.drover.http.render.Jobs;
import io.drover.http.render.JsonOut;
import io.drover.plan.JobDiff;
import io.drover.plan.VersionDiffs;
import io.drover.state.JobSource;
import io.drover.state.Snapshot;
import io.drover.state.TableName;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads of jobs and of what belongs to one. */
public final class JobQueries {

  private JobQueries() {}

  /** One job, whole. */
  public record One(JobKey key, Jobs jobs) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      JobVersion job = snapshot.job(key);
      return job == null
          ? Result.missing(snapshot.tableIndex(TableName.JOBS), "job not found")
          : new Result(job.modifyIndex(), 200, jobs.body(job), "");
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.job(Topic.JOB, key));
    }
  }

  /** The list of jobs, by namespace and id. */
  public record All(ReadParams params, Rows rows, boolean meta, Jobs jobs) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      return list(snapshot, candidates(snapshot));
    }

    /** The same of the jobs that are wanted only. */
    Result run(Snapshot snapshot, Predicate<JobVersion> wanted) {
      List<JobVersion> found = new ArrayList<>();
      for (JobVersion job : candidates(snapshot)) {
        if (wanted.test(job)) {
          found.add(job);
        }
      }
      return list(snapshot, found);
    }

    private Result list(Snapshot snapshot, Iterable<JobVersion> wanted) {
      Rows.Page<JobVersion> page =
          rows.page(
              wanted, job -> new JobDatum(job, jobs), job -> job.namespace() + "." + job.id());
      long index = snapshot.tableIndex(TableName.JOBS);
      byte[] json =
          JsonOut.list(page.rows(), job -> jobs.row(job, snapshot.summary(job.key()), meta));
      return new Result(index, 200, Body.json(json), page.nextToken());
    }

    private Iterable<JobVersion> candidates(Snapshot snapshot) {
      if (!params.allNamespaces()) {
        return ofNamespace(snapshot, params.namespace(), params.prefix());
      }
      if (params.prefix().isEmpty()) {
        return snapshot.jobs().rows();
      }
      return snapshot.jobs().rows().stream().filter(j -> j.id().startsWith(params.prefix()))
          ::iterator;
    }

    private static Iterable<JobVersion> ofNamespace(
        Snapshot snapshot, String namespace, String prefix) {
      List<JobVersion> found = new ArrayList<>();
      for (JobVersion job : snapshot.jobs().from(new JobKey(namespace, prefix)).rows()) {
        if (!job.namespace().equals(namespace) || !job.id().startsWith(prefix)) {
          break;
        }
        found.add(job);
      }
      return found;
    }

    @Override
    public List<Watch> watches() {
      return params.allNamespaces()
          ? List.of(Watch.table(TableName.JOBS))
          : List.of(
              Watch.prefix(Topic.JOB, Watch.key(new JobKey(params.namespace(), params.prefix()))));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** The allocations of a job, in the order of their ids. */
  public record AllocationsOf(JobKey key, boolean all, Allocations allocations) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      JobVersion job = snapshot.job(key);
      List<Allocation> found =
          snapshot.allocationsOf(key).stream()
              .filter(a -> all || job == null || a.jobRef().createIndex() == job.createIndex())
              .toList();
      return Result.json(
          snapshot.tableIndex(TableName.ALLOCATIONS),
          JsonOut.list(found, a -> allocations.row(a, false, true)));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.job(Topic.JOB_ALLOCATIONS, key));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** The evaluations of a job, in the order of their ids. */
  public record EvaluationsOf(JobKey key) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      return Result.json(
          snapshot.tableIndex(TableName.EVALUATIONS),
          JsonOut.list(snapshot.evaluationsOf(key), JsonOut::of));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.job(Topic.JOB_EVALUATIONS, key));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** The counts of a job. */
  public record Summary(JobKey key) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      JobSummary summary = snapshot.summary(key);
      return summary == null
          ? Result.missing(snapshot.tableIndex(TableName.JOB_SUMMARIES), "job not found")
          : Result.json(summary.modifyIndex(), JsonOut.of(summary));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.job(Topic.JOB_SUMMARY, key));
    }
  }

  /** The text that a version of a job was made from. */
  public record Source(JobKey key, long version, JobSources sources) implements Query {

    /** Reads the version's number; one that is missing or wrong is refused with 400. */
    public static long version(String text) {
      try {
        if (text.startsWith("+") || text.startsWith("-")) {
          throw new NumberFormatException(text);
        }
        return Long.parseUnsignedLong(text);
      } catch (NumberFormatException e) {
        throw new Failure(400, "Unable to parse job submission version parameter");
      }
    }

    @Override
    public Result run(Snapshot snapshot) {
      JobSource source = snapshot.source(key, version);
      return source == null
          ? Result.missing(snapshot.tableIndex(TableName.JOB_SOURCES), "job source not found")
          : Result.json(source.jobModifyIndex(), sources.json(source));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.job(Topic.JOB, key));
    }
  }

  /** The kept versions of a job, newest first, with what led from each to the next if asked for. */
  public record Versions(JobKey key, boolean withDiffs, Jobs jobs, JobDocuments documents)
      implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      List<JobVersion> versions = snapshot.versions(key).reversed();
      if (versions.isEmpty()) {
        return Result.missing(
            snapshot.tableIndex(TableName.JOB_VERSIONS), "job versions not found");
      }
      long index = versions.stream().mapToLong(JobVersion::modifyIndex).max().orElseThrow();
      List<JobDiff> diffs = withDiffs ? VersionDiffs.of(versions, documents) : List.of();
      String list = new String(JsonOut.list(versions, jobs::whole), StandardCharsets.UTF_8);
      return Result.json(
          index,
          JsonOut.bytes(
              out -> {
                out.writeStartObject();
                out.writeFieldName("Versions");
                out.writeRawValue(list);
                out.writePOJOField("Diffs", diffs.isEmpty() ? null : diffs);
                out.writeNumberField("Index", index);
                out.writeNumberField("LastContact", 0);
                out.writeBooleanField("KnownLeader", true);
                out.writeStringField("NextToken", "");
                out.writeEndObject();
              }));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.job(Topic.JOB, key));
    }

    @Override
    public boolean costly() {
      return withDiffs;
    }
  }
}
