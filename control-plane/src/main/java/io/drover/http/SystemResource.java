package io.drover.http;

import io.drover.collect.GarbageCollector;
import io.drover.command.Commands;
import io.drover.command.operator.ReconcileSummaries;
import io.drover.http.query.EventLoops;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What an operator may have done at once. Source: http-api.md 2.8. */
@Path("/v1/system")
@Singleton
public class SystemResource {

  private final GarbageCollector collector;
  private final Commands commands;
  private final Writes writes;

  @Inject
  SystemResource(GarbageCollector collector, Commands commands, Writes writes) {
    this.collector = collector;
    this.commands = commands;
    this.writes = writes;
  }

  /** Collects everything that is finished. Answers when that is done, so that it can be seen. */
  @PUT
  @Path("/gc")
  public Uni<Response> collect(RoutingContext context) {
    return done(context, collector::collectAll);
  }

  /** Counts the allocations of every job anew. */
  @PUT
  @Path("/reconcile/summaries")
  public Uni<Response> reconcileSummaries(RoutingContext context) {
    return done(context, () -> commands.submit(new ReconcileSummaries()));
  }

  private <R> Uni<Response> done(RoutingContext context, Supplier<CompletionStage<R>> work) {
    writes.params(context);
    return Uni.createFrom()
        .completionStage(work)
        .emitOn(EventLoops.of(context))
        .onItem()
        .transform(any -> Response.ok().build());
  }
}
