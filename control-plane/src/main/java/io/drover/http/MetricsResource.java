package io.drover.http;

import io.drover.http.port.AgentInfo;
import io.drover.http.query.Args;
import io.drover.http.query.ReadParams;
import io.drover.http.render.JsonOut;
import io.drover.http.render.Metrics;
import io.drover.http.render.PrometheusText;
import io.drover.metrics.Gauges;
import io.drover.metrics.MetricSet;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Figures of this member, in Nomad's shape or in that of Prometheus. Source: http-api.md 2.8. */
@Path("/v1/metrics")
@Singleton
public class MetricsResource {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry meters;

  private final MetricSet metrics;
  private final Gauges gauges;
  private final AgentInfo agent;

  @Inject
  MetricsResource(
      PrometheusMeterRegistry meters, MetricSet metrics, Gauges gauges, AgentInfo agent) {
    this.meters = meters;
    this.metrics = metrics;
    this.gauges = gauges;
    this.agent = agent;
  }

  /** Any other format is taken for JSON, as in Nomad. Collecting takes a while: not on the loop. */
  @GET
  public Uni<Response> metrics(RoutingContext context) {
    HttpServerRequest request = context.request();
    Args args = Args.of(request.query());
    return Uni.createFrom()
        .item(() -> Answers.plain(request, 200, body(args), ReadParams.pretty(args)))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private Body body(Args args) {
    if (args.text("format").equals("prometheus")) {
      // Nomad's names first; then those of the JVM and the libraries.
      String text =
          PrometheusText.of(metrics, gauges, agent.name()) + meters.scrape(PROMETHEUS_TEXT);
      return Body.of(text.getBytes(StandardCharsets.UTF_8), PROMETHEUS_TEXT);
    }
    return Body.json(
        JsonOut.bytes(out -> Metrics.write(out, metrics, gauges, agent.name(), Instant.now())));
  }
}
