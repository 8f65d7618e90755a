package io.drover.boot;

import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.drover.http.port.NodeRequests;
import io.drover.node.LogFeed;
import io.drover.node.OpenRequests;
import io.smallrye.mutiny.Multi;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** What clients ask of nodes, over the nodes' sessions. */
record SessionRequests(OpenRequests requests) implements NodeRequests {

  @Override
  public Flow.Publisher<Chunk> logs(LogRequest request) {
    ReadLogs message =
        ReadLogs.newBuilder()
            .setAllocId(request.allocation().value())
            .setTask(request.task())
            .setType(request.stderr() ? "stderr" : "stdout")
            .setOffset(request.offsetBytes())
            .setOriginEnd(request.fromEnd())
            .setFollow(request.follow())
            .build();
    return Multi.createFrom()
        .publisher(new LogFeed(requests, request.node(), message))
        .map(part -> new Chunk(part.file(), part.offset(), part.data(), ""));
  }

  @Override
  public CompletionStage<byte[]> ask(NodeId node, NodeRequest request) {
    return requests.ask(node, request);
  }

  @Override
  public Flow.Publisher<TransferFromNode> transfer(
      NodeId node, NodeRequest request, Flow.Publisher<TransferToNode> toNode) {
    return requests.transfer(node, request, toNode);
  }
}
