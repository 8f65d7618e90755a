package io.drover.http;

import io.drover.contract.model.Allocation;
import io.drover.contract.node.v1.ListFiles;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadFile;
import io.drover.contract.node.v1.StatFile;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.http.port.NodeRequests;
import io.drover.http.query.Args;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionException;

/**
 * Files of allocations, read from the machine that has them. The bytes of a file go to the
 * connection directly, as logs do. Source: http-api.md 2.6.
 */
@Path("/v1/client/fs")
@Singleton
public class FilesResource {

  private static final String PREFIX = "/v1/client/fs/";

  private final ClientTargets targets;
  private final NodeRequests nodes;
  private final NodeAnswers asked;

  @Inject
  FilesResource(ClientTargets targets, NodeRequests nodes, NodeAnswers asked) {
    this.targets = targets;
    this.nodes = nodes;
    this.asked = asked;
  }

  @GET
  @Path("/{rest:.*}")
  public Uni<Response> get(RoutingContext context) {
    return files(context);
  }

  @PUT
  @Path("/{rest:.*}")
  public Uni<Response> put(RoutingContext context) {
    return files(context);
  }

  @POST
  @Path("/{rest:.*}")
  public Uni<Response> post(RoutingContext context) {
    return files(context);
  }

  @DELETE
  @Path("/{rest:.*}")
  public Uni<Response> delete(RoutingContext context) {
    return files(context);
  }

  private Uni<Response> files(RoutingContext context) {
    HttpServerRequest request = context.request();
    Args args = Args.of(request.query());
    targets.requireRegion(args);
    String path = Paths.after(request.path(), PREFIX);
    int slash = path.indexOf('/');
    String allocation = slash < 0 ? "" : path.substring(slash + 1);
    return switch (slash < 0 ? path : path.substring(0, slash)) {
      case "ls" -> list(context, args, allocation);
      case "stat" -> stat(context, args, allocation);
      case "stream" -> stream(request, args, allocation);
      case "cat" -> whole(request, () -> bytes(request, args, allocation, false));
      case "readat" -> whole(request, () -> bytes(request, args, allocation, true));
      case String other -> throw new Failure(404, "Invalid method");
    };
  }

  private Uni<Response> list(RoutingContext context, Args args, String id) {
    Allocation allocation = targets.allocation(id);
    String path = args.text("path").isEmpty() ? "/" : args.text("path");
    ListFiles.Builder list =
        ListFiles.newBuilder().setAllocId(allocation.id().value()).setPath(path);
    return asked.document(
        context, allocation.nodeId(), NodeRequest.newBuilder().setListFiles(list).build());
  }

  private Uni<Response> stat(RoutingContext context, Args args, String id) {
    requireId(id);
    String path = FileArgs.path(args);
    Allocation allocation = targets.allocation(id);
    StatFile.Builder stat = StatFile.newBuilder().setAllocId(allocation.id().value()).setPath(path);
    return asked.document(
        context, allocation.nodeId(), NodeRequest.newBuilder().setStatFile(stat).build());
  }

  private static void requireId(String id) {
    if (id.isEmpty()) {
      throw new Failure(400, "must provide a valid alloc id");
    }
  }

  private Uni<Response> stream(HttpServerRequest request, Args args, String id) {
    requireId(id);
    ReadFile.Builder read =
        ReadFile.newBuilder()
            .setPath(FileArgs.path(args))
            .setFollow(FileArgs.flag(args, "follow", true, 500))
            .setOffset(FileArgs.numberOrZero(args, "offset", 500))
            .setOriginEnd(FileArgs.fromEnd(args));
    return new FileStream(request, FileStream.Form.FILE_FRAMES, read.getFollow())
        .send(read(targets.allocation(id), read).onFailure().transform(FilesResource::ofStream))
        .replaceWith(() -> null);
  }

  /** A file that is missing is a bad request here, unlike in the other routes. */
  private static Throwable ofStream(Throwable failure) {
    Errors.Told told = Errors.expected(failure);
    return told != null && told.status() == 404 && told.text().contains("no such file or directory")
        ? new Failure(400, told.text())
        : failure;
  }

  private Uni<Void> bytes(HttpServerRequest request, Args args, String id, boolean part) {
    requireId(id);
    ReadFile.Builder read = ReadFile.newBuilder().setPath(FileArgs.path(args));
    if (part) {
      read.setOffset(FileArgs.number(args, "offset", 400));
      read.setLimit(FileArgs.numberOrZero(args, "limit", 400));
    }
    return new FileStream(request, FileStream.Form.FILE, false)
        .send(read(targets.allocation(id), read));
  }

  private Multi<NodeRequests.Chunk> read(Allocation allocation, ReadFile.Builder read) {
    read.setAllocId(allocation.id().value());
    NodeRequest request = NodeRequest.newBuilder().setReadFile(read).build();
    return Multi.createFrom()
        .publisher(nodes.transfer(allocation.nodeId(), request, Multi.createFrom().nothing()))
        .select()
        .where(TransferFromNode::hasFile)
        .map(TransferFromNode::getFile)
        .map(
            file ->
                new NodeRequests.Chunk(
                    file.getFile(),
                    file.getOffset(),
                    file.getData().toByteArray(),
                    file.getEvent()));
  }

  @FunctionalInterface
  private interface Work {
    Uni<Void> begin();
  }

  /** Every error of these routes is the body of an answer with status 200, as clients know it. */
  private static Uni<Response> whole(HttpServerRequest request, Work work) {
    return Uni.createFrom()
        .deferred(work::begin)
        .<Response>replaceWith(() -> null)
        .onFailure(failure -> !request.response().headWritten())
        .recoverWithItem(
            failure ->
                Answers.plain(
                    request,
                    200,
                    Body.text(Errors.told(unwrapped(failure), request).text()),
                    false));
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
