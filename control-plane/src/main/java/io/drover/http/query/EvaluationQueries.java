package io.drover.http.query;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Evaluation;
import io.drover.http.Body;
import io.drover.http.Failure;
import io.drover.http.query.filter.Filter;
import io.drover.http.query.filter.FilterException;
import io.drover.http.render.Evaluations;
import io.drover.http.render.JsonOut;
import io.drover.state.Snapshot;
import io.drover.state.TableName;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads of evaluations. */
public final class EvaluationQueries {

  private EvaluationQueries() {}

  /** One evaluation, with those that it came from and led to if asked for. */
  public record One(EvalId id, boolean related) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      Evaluation found = snapshot.evaluation(id);
      if (found == null) {
        return Result.missing(snapshot.tableIndex(TableName.EVALUATIONS), "eval not found");
      }
      byte[] json = related ? Evaluations.withRelated(snapshot, found) : JsonOut.of(found);
      return Result.json(found.modifyIndex(), json);
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.EVALUATION, id.value()));
    }
  }

  /** The list of evaluations by creation, or by id if their ids' beginning is given. */
  public record All(ReadParams params, Rows rows, String status, String job) implements Query {

    /** Reads the parameters; a filter excludes the two older ways of filtering. */
    public static All of(ReadParams params) {
      String status = params.args().text("status");
      String job = params.args().text("job");
      if (!params.filter().isEmpty() && !(status.isEmpty() && job.isEmpty())) {
        throw new Failure(400, "Filter expression cannot be used with other filter parameters");
      }
      return new All(params, Rows.of(params), status, job);
    }

    @Override
    public Result run(Snapshot snapshot) {
      Rows.Page<Evaluation> page =
          params.prefix().isEmpty()
              ? rows.pageByCreation(
                  byCreation(snapshot), e -> e, Evaluation::createIndex, e -> e.id().value())
              : rows.page(byId(snapshot), e -> e, e -> e.id().value());
      byte[] json = JsonOut.list(page.rows(), JsonOut::of);
      return new Result(
          snapshot.tableIndex(TableName.EVALUATIONS), 200, Body.json(json), page.nextToken());
    }

    /** How many there are, without a page's bound. */
    int count(Snapshot snapshot) {
      return rows.all(byCreation(snapshot), e -> e).size();
    }

    private List<Evaluation> byCreation(Snapshot snapshot) {
      List<Evaluation> found = new ArrayList<>();
      for (EvalId id : snapshot.evaluationsByCreation().rows()) {
        Evaluation evaluation = snapshot.evaluation(id);
        if (evaluation != null) {
          add(found, evaluation);
        }
      }
      return params.reverse() ? found.reversed() : found;
    }

    private List<Evaluation> byId(Snapshot snapshot) {
      String prefix = Uuids.prefix(params.prefix(), "eval lookup failed");
      List<Evaluation> found = new ArrayList<>();
      for (Evaluation evaluation : snapshot.evaluations().from(new EvalId(prefix)).rows()) {
        if (!evaluation.id().value().startsWith(prefix)) {
          break;
        }
        add(found, evaluation);
      }
      return found;
    }

    private void add(List<Evaluation> found, Evaluation evaluation) {
      if ((params.allNamespaces() || evaluation.namespace().equals(params.namespace()))
          && (status.isEmpty() || evaluation.status().word().equals(status))
          && (job.isEmpty() || evaluation.jobId().equals(job))) {
        found.add(evaluation);
      }
    }

    @Override
    public List<Watch> watches() {
      return params.prefix().isEmpty()
          ? List.of(Watch.table(TableName.EVALUATIONS))
          : List.of(Watch.prefix(Topic.EVALUATION, params.prefix().toLowerCase(Locale.ROOT)));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** The evaluations of any namespace that pass a filter; a wrong one is answered with 500. */
  public static List<EvalId> matching(Snapshot snapshot, String filter) {
    try {
      Filter wanted = Filter.parse(filter);
      List<EvalId> found = new ArrayList<>();
      for (Evaluation evaluation : snapshot.evaluations().rows()) {
        if (wanted.test(evaluation)) {
          found.add(evaluation.id());
        }
      }
      return found;
    } catch (FilterException e) {
      throw new Failure(500, e.text());
    }
  }

  /** How many evaluations there are. */
  public record Count(All all) implements Query {

    /** Reads the parameters; here a wrong filter is answered with 500 and the bare text. */
    public static Count of(ReadParams params) {
      try {
        Filter.parse(params.filter());
      } catch (FilterException e) {
        throw new Failure(500, e.text());
      }
      return new Count(All.of(params));
    }

    @Override
    public Result run(Snapshot snapshot) {
      int count = all.count(snapshot);
      long index = snapshot.tableIndex(TableName.EVALUATIONS);
      return Result.json(
          index,
          JsonOut.bytes(
              out -> {
                out.writeStartObject();
                out.writeNumberField("Count", count);
                out.writeNumberField("Index", index);
                out.writeNumberField("LastContact", 0);
                out.writeBooleanField("KnownLeader", true);
                out.writeStringField("NextToken", "");
                out.writeEndObject();
              }));
    }

    @Override
    public List<Watch> watches() {
      return all.watches();
    }

    @Override
    public boolean costly() {
      return true;
    }
  }
}
