package io.drover.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.api.JobRegisterRequest;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Recorded requests and answers of the API, from the test resources. */
final class Golden {

  private Golden() {}

  /** The names of the cases of an area, in order. */
  static List<String> names(String area) {
    URL folder = Objects.requireNonNull(Golden.class.getResource("/golden/" + area), area);
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode read(String area, String name) {
    String path = "/golden/" + area + "/" + name + ".json";
    try (InputStream in = Golden.class.getResourceAsStream(path)) {
      return Json.MAPPER.readTree(Objects.requireNonNull(in, path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of a case's request, read as the registration of a job. */
  static JobRegisterRequest registration(JsonNode golden) {
    try {
      return Json.MAPPER.treeToValue(golden.at("/request/body"), JobRegisterRequest.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A job as it is read back, without what the server adds to its document. */
  static ObjectNode document(JsonNode readBack) {
    ObjectNode job = readBack.deepCopy();
    job.remove(
        List.of(
            "Stop",
            "Status",
            "StatusDescription",
            "Stable",
            "Version",
            "SubmitTime",
            "CreateIndex",
            "ModifyIndex",
            "JobModifyIndex"));
    for (JsonNode group : job.path("TaskGroups")) {
      if (group.path("Scaling") instanceof ObjectNode scaling) {
        scaling.put("ID", "").put("CreateIndex", 0).put("ModifyIndex", 0);
      }
    }
    return job;
  }
}
