package io.drover.http;

import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.contract.ids.JobKey;
import io.drover.http.query.EventLoops;
import io.drover.http.query.ReadParams;
import io.drover.http.query.Reads;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What all writes have in common: their parameters, handing a command in, answering its index. */
@Singleton
final class Writes {

  private final Reads reads;
  private final Commands commands;
  private final Answers answers;

  @Inject
  Writes(Reads reads, Commands commands, Answers answers) {
    this.reads = reads;
    this.commands = commands;
    this.answers = answers;
  }

  /** The parameters; a region that is not ours is refused. */
  ReadParams params(RoutingContext context) {
    ReadParams params = ReadParams.parse(context.request().query());
    reads.requireRegion(params.region());
    return params;
  }

  /** The job of that id in the namespace asked for. */
  JobKey job(RoutingContext context, String id) {
    return new JobKey(params(context).namespace(), id);
  }

  /** Hands the command in and answers what it came to. */
  <R> Uni<Response> submit(
      RoutingContext context,
      Command<R> command,
      ToLongFunction<R> index,
      Function<R, Object> answer) {
    return answer(context, () -> commands.submit(command), index, answer);
  }

  /** Hands the command in and answers nothing but the index that it gives. */
  Uni<Response> done(RoutingContext context, Command<Long> command) {
    params(context);
    return Uni.createFrom()
        .completionStage(() -> commands.submit(command))
        .emitOn(EventLoops.of(context))
        .onItem()
        .transform(index -> Response.ok().header("X-Nomad-Index", Long.toString(index)).build());
  }

  /** Answers what some work came to, on the event loop of the request. */
  <R> Uni<Response> answer(
      RoutingContext context,
      Supplier<CompletionStage<R>> work,
      ToLongFunction<R> index,
      Function<R, Object> answer) {
    boolean pretty = params(context).pretty();
    return Uni.createFrom()
        .completionStage(work)
        .emitOn(EventLoops.of(context)) // Commands are answered on a thread of the log.
        .onItem()
        .transform(
            done ->
                answers.written(
                    context.request(), pretty, index.applyAsLong(done), answer.apply(done)));
  }
}
