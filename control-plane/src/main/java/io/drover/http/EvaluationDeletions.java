package io.drover.http;

import io.drover.command.Commands;
import io.drover.command.operator.DeleteEvaluations;
import io.drover.contract.ids.EvalId;
import io.drover.http.query.EvaluationQueries;
import io.drover.http.query.Reads;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Deletes evaluations by hand, by id or by filter. Source: http-api.md 2.4. */
@Singleton
final class EvaluationDeletions {

  private final Reads reads;
  private final RequestBody bodies;
  private final Writes writes;
  private final Commands commands;

  @Inject
  EvaluationDeletions(Reads reads, RequestBody bodies, Writes writes, Commands commands) {
    this.reads = reads;
    this.bodies = bodies;
    this.writes = writes;
    this.commands = commands;
  }

  /** The body: one of both. */
  record DeleteRequest(@Nullable List<String> evalIds, @Nullable String filter) {}

  Uni<Response> delete(RoutingContext context) {
    return bodies.with(
        context.request(),
        DeleteRequest.class,
        body -> {
          List<String> ids = body.evalIds() == null ? List.of() : body.evalIds();
          String filter = body.filter() == null ? "" : body.filter();
          if (!ids.isEmpty() && !filter.isEmpty()) {
            throw new Failure(400, "evals cannot be deleted by both ID and filter");
          }
          if (ids.isEmpty() && filter.isEmpty()) {
            throw new Failure(400, "evals must be deleted by either ID or filter");
          }
          if (ids.size() > DeleteEvaluations.MOST) {
            throw new Failure(
                400,
                "request includes %d evaluation IDs, must be %d or fewer"
                    .formatted(ids.size(), DeleteEvaluations.MOST));
          }
          List<EvalId> wanted =
              filter.isEmpty()
                  ? ids.stream().map(EvalId::new).toList()
                  : EvaluationQueries.matching(reads.current(), filter);
          return writes.answer(
              context,
              () -> delete(wanted, filter.isEmpty(), 0, 0),
              DeleteEvaluations.Answer::index,
              done -> done);
        });
  }

  private CompletionStage<DeleteEvaluations.Answer> delete(
      List<EvalId> wanted, boolean strict, int from, int before) {
    int to = Math.min(wanted.size(), from + DeleteEvaluations.MOST);
    return commands
        .submit(new DeleteEvaluations(wanted.subList(from, to), strict))
        .thenCompose(
            done -> {
              int count = before + done.count();
              return to < wanted.size()
                  ? delete(wanted, strict, to, count)
                  : CompletableFuture.completedFuture(
                      new DeleteEvaluations.Answer(count, done.index()));
            });
  }
}
