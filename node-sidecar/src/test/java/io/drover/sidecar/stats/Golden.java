package io.drover.sidecar.stats;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Recorded answers of Nomad 1.6.1. */
final class Golden {

  private Golden() {}

  static JsonNode body(String name) throws IOException {
    String path = "/golden/client/" + name + ".json";
    try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(path), path)) {
      return Json.MAPPER.readTree(in).at("/response/body");
    }
  }

  static JsonNode written(Object record) throws IOException {
    return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(record));
  }
}
