package io.drover.http;

import io.drover.contract.json.BodyException;
import io.drover.contract.model.Allocation;
import io.drover.contract.node.v1.AllocationChecks;
import io.drover.contract.node.v1.AllocationStatistics;
import io.drover.contract.node.v1.CollectAllocations;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.RestartTasks;
import io.drover.contract.node.v1.SignalTasks;
import io.drover.http.query.Args;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is asked of one allocation on its node. Source: http-api.md 2.6. */
@Singleton
final class AllocationActions {

  /** Nomad's answer to what changes nothing in the servers' state. */
  private static final Body DONE = Body.json("{\"Index\":0}".getBytes(StandardCharsets.US_ASCII));

  private static final Body NULL = Body.json("null".getBytes(StandardCharsets.US_ASCII));

  private final ClientTargets targets;
  private final NodeAnswers asked;
  private final RequestBody bodies;

  @Inject
  AllocationActions(ClientTargets targets, NodeAnswers asked, RequestBody bodies) {
    this.targets = targets;
    this.asked = asked;
    this.bodies = bodies;
  }

  /** The body of a restart; a request may come without one. */
  record Restart(@Nullable String taskName, @Nullable Boolean allTasks) {}

  /** The body of a signal. */
  record Signal(@Nullable String signal, @Nullable String task) {}

  /** Carries out what the path behind {@code /v1/client/allocation/} names. */
  Uni<Response> act(RoutingContext context, Args args, String path) {
    String[] parts = path.split("/", -1);
    if (parts.length != 2) {
      throw new Failure(404, "resource not found");
    }
    String id = parts[0];
    return switch (parts[1]) {
      case "stats" -> statistics(context, args, id);
      case "checks" -> checks(context, id);
      case "gc" -> collect(context, id);
      case "restart" -> restart(context, id);
      case "signal" -> signal(context, id);
      case "snapshot" ->
          throw new Failure(501, "The snapshot of an allocation is not implemented yet");
      case String other -> throw new Failure(404, "resource not found");
    };
  }

  private Uni<Response> statistics(RoutingContext context, Args args, String id) {
    Allocation allocation = targets.allocation(id);
    return ask(
        context,
        allocation,
        NodeRequest.newBuilder()
            .setAllocationStatistics(
                AllocationStatistics.newBuilder()
                    .setAllocId(allocation.id().value())
                    .setTask(args.text("task"))),
        Body.EMPTY);
  }

  /** The results of the allocation's checks, as its node has them. */
  Uni<Response> checks(RoutingContext context, String id) {
    Allocation allocation = targets.allocation(id);
    return ask(
        context,
        allocation,
        NodeRequest.newBuilder()
            .setAllocationChecks(AllocationChecks.newBuilder().setAllocId(allocation.id().value())),
        NULL);
  }

  private Uni<Response> collect(RoutingContext context, String id) {
    Allocation allocation = targets.allocation(id);
    return ask(
        context,
        allocation,
        NodeRequest.newBuilder()
            .setCollectAllocations(
                CollectAllocations.newBuilder().setAllocId(allocation.id().value())),
        Body.EMPTY);
  }

  private Uni<Response> restart(RoutingContext context, String id) {
    HttpServerRequest request = context.request();
    if (!RequestBody.present(request)) {
      return restart(context, id, new Restart(null, null));
    }
    return bodies
        .with(request, Restart.class, body -> restart(context, id, body))
        .onFailure(BodyException.class)
        .transform(bad -> new Failure(500, String.valueOf(bad.getMessage())));
  }

  private Uni<Response> restart(RoutingContext context, String id, Restart body) {
    Allocation allocation = targets.allocation(id);
    boolean all = Boolean.TRUE.equals(body.allTasks());
    String task = text(body.taskName());
    if (all && !task.isEmpty()) {
      throw new Failure(500, "task name cannot be set when restarting all tasks");
    }
    return ask(
        context,
        allocation,
        NodeRequest.newBuilder()
            .setRestartTasks(
                RestartTasks.newBuilder()
                    .setAllocId(allocation.id().value())
                    .setTask(task)
                    .setAllTasks(all)),
        DONE);
  }

  private Uni<Response> signal(RoutingContext context, String id) {
    HttpServerRequest request = context.request();
    if (request.method() != HttpMethod.PUT && request.method() != HttpMethod.POST) {
      throw new Failure(405, "Invalid method");
    }
    try {
      return bodies
          .with(request, Signal.class, body -> signal(context, id, body))
          .onFailure(BodyException.class)
          .transform(AllocationActions::undecoded);
    } catch (BodyException absent) {
      throw undecoded(absent);
    }
  }

  private static Failure undecoded(Throwable bad) {
    return new Failure(400, "Failed to decode body: " + bad.getMessage());
  }

  private Uni<Response> signal(RoutingContext context, String id, Signal body) {
    Allocation allocation = targets.allocation(id);
    return ask(
        context,
        allocation,
        NodeRequest.newBuilder()
            .setSignalTasks(
                SignalTasks.newBuilder()
                    .setAllocId(allocation.id().value())
                    .setTask(text(body.task()))
                    .setSignal(text(body.signal()))),
        DONE);
  }

  private Uni<Response> ask(
      RoutingContext context, Allocation allocation, NodeRequest.Builder request, Body otherwise) {
    return asked.answer(context, allocation.nodeId(), request.build(), otherwise);
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
