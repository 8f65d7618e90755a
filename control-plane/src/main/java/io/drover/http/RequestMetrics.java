package io.drover.http;

import io.drover.metrics.MetricSet;
import io.drover.metrics.Sample;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Measures each request of the API, from its first to its last byte. */
@ApplicationScoped
class RequestMetrics {

  /** Before everything else, so that refusals count too. */
  private static final int PRIORITY = 2000;

  private static final int FIRST_ERROR = 400;

  private final Operations operations;
  private final Sample all;
  private final Sample queries;
  private final Sample requests;
  private final Sample errors;

  @Inject
  RequestMetrics(Operations operations, MetricSet metrics) {
    this.operations = operations;
    this.all = metrics.sample("nomad.http.request");
    this.queries = metrics.counter("nomad.nomad.rpc.query");
    this.requests = metrics.counter("nomad.nomad.rpc.request");
    this.errors = metrics.counter("nomad.nomad.rpc.request_error");
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, PRIORITY);
  }

  private void pass(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = request.path();
    if (path == null || !path.startsWith("/v1/")) {
      context.next();
      return;
    }
    Operations.Operation operation = operations.of(request.method(), path);
    long began = System.nanoTime();
    operation.rate().increment(began);
    requests.increment(began);
    if (request.method() == HttpMethod.GET) {
      queries.increment(began);
    }
    context.addEndHandler(
        ended -> {
          long now = System.nanoTime();
          operation.latency().between(began, now);
          all.between(began, now);
          if (request.response().getStatusCode() >= FIRST_ERROR) {
            operation.errors().increment(now);
            errors.increment(now);
          }
        });
    context.next();
  }
}
