package io.drover.http.query;

import io.drover.http.Answers;
import io.drover.http.Failure;
import io.drover.http.port.AgentInfo;
import io.drover.http.port.ReadBarrier;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.WatchRegistry;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Answers reads: runs the query on the newest snapshot and, if the client asks to wait for a newer
 * result than there is, again on each change of what the query reads. Runs on event loops; holds no
 * thread while it waits.
 */
@Singleton
public final class Reads {

  private final SnapshotStore store;
  private final AgentInfo agent;
  private final ReadBarrier barrier;
  private final Answers answers;
  private final Waiting waiting;
  private final SharedResults shared = new SharedResults();

  @Inject
  Reads(
      SnapshotStore store,
      WatchRegistry registry,
      Timeouts timeouts,
      AgentInfo agent,
      ReadBarrier barrier,
      Answers answers) {
    this.store = store;
    this.agent = agent;
    this.barrier = barrier;
    this.answers = answers;
    this.waiting = new Waiting(store, registry, timeouts, shared);
  }

  /** Answers the request with the query made of its parameters. */
  public Uni<Response> answer(RoutingContext context, Function<ReadParams, Query> make) {
    HttpServerRequest request = context.request();
    ReadParams params = ReadParams.parse(request.query());
    requireRegion(params.region());
    Query query = make.apply(params);
    if (!params.stale()) {
      CompletableFuture<Void> reached = barrier.reached().toCompletableFuture();
      if (!reached.isDone() || reached.isCompletedExceptionally()) {
        return Uni.createFrom()
            .completionStage(reached)
            .emitOn(EventLoops.of(context))
            .onItem()
            .transformToUni(v -> evaluated(context, params, query));
      }
    }
    return evaluated(context, params, query);
  }

  /** Refuses a region that is not ours. */
  public void requireRegion(String region) {
    if (!region.isEmpty() && !region.equals(agent.region())) {
      throw new Failure(500, "No path to region");
    }
  }

  /** The newest committed state, for reads that cannot wait. */
  public Snapshot current() {
    return store.current();
  }

  private Uni<Response> evaluated(RoutingContext context, ReadParams params, Query query) {
    HttpServerRequest request = context.request();
    Snapshot snapshot = store.current();
    boolean pretty = params.pretty();
    Result result =
        query.costly() ? shared.get(key(request, params), query, snapshot) : query.run(snapshot);
    if (params.index() == 0 || result.index() > params.index()) {
      return Uni.createFrom().item(answers.read(request, pretty, result));
    }
    String client = request.remoteAddress().hostAddress();
    EventLoop loop = EventLoops.loop(context);
    Waiting.Request wait =
        new Waiting.Request(
            client == null ? "" : client,
            loop,
            query,
            key(request, params),
            params.index(),
            params.waitMax());
    return waiting
        .until(wait, snapshot.index())
        .onItem()
        .transform(newer -> answers.read(request, pretty, newer));
  }

  /**
   * What makes two reads the same: everything asked for but how long and how to wait. Lengths keep
   * a value that looks like another parameter from being taken for it.
   */
  private static String key(HttpServerRequest request, ReadParams params) {
    Map<String, List<String>> all = params.args().values();
    if (all.isEmpty()) {
      return request.path();
    }
    StringBuilder key = new StringBuilder(request.path());
    for (Map.Entry<String, List<String>> parameter : all.entrySet()) {
      switch (parameter.getKey()) {
        case "index", "wait", "stale", "consistent", "region", "pretty" -> {}
        case String name -> {
          String value = parameter.getValue().getFirst();
          key.append('?').append(name.length()).append(':').append(name);
          key.append(value.length()).append(':').append(value);
        }
      }
    }
    return key.toString();
  }
}
