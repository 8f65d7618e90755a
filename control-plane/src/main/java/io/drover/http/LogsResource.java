package io.drover.http;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.TaskState;
import io.drover.http.port.NodeRequests;
import io.drover.http.query.Args;
import io.drover.http.query.GoValues;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Logs of tasks, read from the machine that has them while the client reads. The answer is written
 * to the connection directly, chunk by chunk and no faster than it takes them: its status is known
 * only when the node has said something. Source: http-api.md 2.6.
 */
@Path("/v1/client/fs/logs")
@Singleton
public class LogsResource {

  private final ClientTargets targets;
  private final NodeRequests nodes;

  @Inject
  LogsResource(ClientTargets targets, NodeRequests nodes) {
    this.targets = targets;
    this.nodes = nodes;
  }

  @GET
  @Path("/{rest:.*}")
  public Uni<Void> get(RoutingContext context) {
    return logs(context);
  }

  @PUT
  @Path("/{rest:.*}")
  public Uni<Void> put(RoutingContext context) {
    return logs(context);
  }

  @POST
  @Path("/{rest:.*}")
  public Uni<Void> post(RoutingContext context) {
    return logs(context);
  }

  private Uni<Void> logs(RoutingContext context) {
    HttpServerRequest request = context.request();
    Args args = Args.of(request.query());
    targets.requireRegion(args);
    boolean plain = FileArgs.flag(args, "plain", false, 400);
    NodeRequests.LogRequest wanted = wanted(request, args);
    Multi<NodeRequests.Chunk> chunks = Multi.createFrom().publisher(nodes.logs(wanted));
    FileStream.Form form = plain ? FileStream.Form.LOG : FileStream.Form.LOG_FRAMES;
    return new FileStream(request, form, wanted.follow()).send(chunks);
  }

  private NodeRequests.LogRequest wanted(HttpServerRequest request, Args args) {
    String text = Paths.after(request.path(), "/v1/client/fs/logs/");
    if (text.isEmpty()) {
      throw new Failure(400, "must provide a valid alloc id");
    }
    String task = args.text("task");
    if (task.isEmpty()) {
      throw new Failure(400, "must provide task name");
    }
    boolean follow = FileArgs.flag(args, "follow", false, 400);
    boolean stderr = stderr(args.text("type"));
    long offset = FileArgs.numberOrZero(args, "offset", 400);
    boolean fromEnd = FileArgs.fromEnd(args);
    Allocation allocation = targets.allocation(text);
    requireTask(allocation, task);
    return new NodeRequests.LogRequest(
        allocation.nodeId(), allocation.id(), task, stderr, follow, offset, fromEnd);
  }

  private static void requireTask(Allocation allocation, String task) {
    boolean known =
        allocation.allocatedResources() != null
            && allocation.allocatedResources().tasks().containsKey(task);
    @Nullable TaskState state = allocation.taskStates().get(task);
    if (!known && state == null) {
      throw new Failure(400, "unknown task name " + GoValues.quote(task));
    }
    if (state == null || state.startedAt() == null) {
      throw new Failure(
          404, "task " + GoValues.quote(task) + " not started yet. No logs available");
    }
  }

  private static boolean stderr(String type) {
    return switch (type) {
      case "stdout" -> false;
      case "stderr" -> true;
      case String other -> throw new Failure(400, "must provide log type (stdout/stderr)");
    };
  }
}
