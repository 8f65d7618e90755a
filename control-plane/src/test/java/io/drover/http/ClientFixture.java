package io.drover.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.job.JobDocument;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.documents.DocumentStore;
import io.drover.event.NodeRegistered;
import io.drover.event.PlanApplied;
import java.io.IOException;
import java.util.List;

/** The recorded allocation and its node in the state; requests of cases are made about them. */
final class ClientFixture {

  static final String NODE_ID = "76c2d7da-a1e3-a7e6-3555-fc808fadb480";

  private ClientFixture() {}

  static Allocation put(Backend backend, DocumentStore documents) throws IOException {
    JsonNode recorded = GoldenCase.read("nodes/019-read").response().get("body");
    Node node = Json.MAPPER.readValue(recorded.toString(), Node.class).withSecretId("hidden");
    var golden = (ObjectNode) GoldenCase.read("client/001-alloc").response().get("body");
    JobDocument document =
        JobDocument.of(Json.MAPPER.readValue(golden.get("Job").toString(), JobSpec.class));
    documents.put(document.digest(), document.bytes());
    Allocation allocation =
        Json.MAPPER
            .readValue(golden.deepCopy().without("Job").toString(), Allocation.class)
            .withNodeId(node.id())
            .withJobRef(new JobRef(document.digest(), 0, 5, 5, JobType.SERVICE));
    backend.write(new NodeRegistered(node, 1));
    backend.write(new PlanApplied(List.of(allocation), List.of(), 1));
    return allocation;
  }

  /** A case's path with our allocation in place of the one recorded; unknown ones stay so. */
  static String path(GoldenCase golden, Allocation allocation) {
    return golden
        .path()
        .replaceAll(
            "(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            allocation.id().value());
  }
}
