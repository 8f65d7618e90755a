package io.drover.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded answers of the route that parses job files. */
@QuarkusTest
class ParseGoldenTest {

  /** Errors of the first version of the language have texts of its own, which we have not. */
  private static final Set<String> OF_THE_OLD_LANGUAGE =
      Set.of("parse/192-parse-error-hclv1-syntax", "parse/193-parse-error-hclv1-unknown");

  static Stream<String> cases() throws Exception {
    Path folder = Path.of(ParseGoldenTest.class.getResource("/golden/parse").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> "parse/" + f.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void jobFilesAreParsedAsRecorded(String name) throws Exception {
    GoldenCase golden = GoldenCase.read(name);
    var request = golden.body().isEmpty() ? given() : given().body(golden.body());
    Response answer = request.request(golden.method(), golden.path());
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(golden.status());
    if (OF_THE_OLD_LANGUAGE.contains(name)) {
      assertThat(answer.asString()).startsWith("Failed to parse job: input.hcl:1,");
    } else if (golden.status() != 200) {
      assertThat(answer.asString()).isEqualTo(golden.expected().asText());
    } else if (golden.request().at("/body/Canonicalize").asBoolean()) {
      // Here all defaults are filled in, not only those that the original's client would fill in.
      JsonNode job = GoldenCase.JSON.readTree(answer.asString());
      for (String path :
          new String[] {"/Priority", "/Type", "/Namespace", "/TaskGroups/0/Count", "/Region"}) {
        assertThat(job.at(path)).as(path).isEqualTo(golden.expected().at(path));
      }
    } else {
      assertThat(set(golden.stripped(GoldenCase.JSON.readTree(answer.asString()))))
          .isEqualTo(set(golden.expected()));
    }
  }

  /** Without what says nothing: Go writes empty texts where nothing was given. */
  private static JsonNode set(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().stream()
          .filter(e -> nothing(set(e.getValue())))
          .map(e -> e.getKey())
          .toList()
          .forEach(object::remove);
    } else if (node instanceof ArrayNode array) {
      array.forEach(ParseGoldenTest::set);
    }
    return node;
  }

  private static boolean nothing(JsonNode value) {
    return value.isNull()
        || value.isTextual() && value.asText().isEmpty()
        || value.isBoolean() && !value.asBoolean()
        || value.isNumber() && value.asDouble() == 0
        || value.isContainerNode() && value.isEmpty();
  }

  @Test
  void whatIsNotSetIsToldAsNull() throws Exception {
    JsonNode job =
        GoldenCase.JSON.readTree(
            given().body("{\"JobHCL\":\"job \\\"p\\\" {}\"}").put("/v1/jobs/parse").asString());
    for (String member : new String[] {"Priority", "Version", "Periodic", "TaskGroups", "Meta"}) {
      assertThat(job.has(member)).as(member).isTrue();
      assertThat(job.get(member).isNull()).as(member).isTrue();
    }
  }

  @Test
  void aFileThatWouldTakeForEverIsRefused() {
    String nested = "x".repeat(5_000_000);
    assertThat(given().body("{\"JobHCL\":\"" + nested + "\"}").put("/v1/jobs/parse").statusCode())
        .isEqualTo(400);
    String deep = "[".repeat(100_000);
    assertThat(
            given()
                .body("{\"JobHCL\":\"job \\\"p\\\" { meta = " + deep + " }\"}")
                .put("/v1/jobs/parse")
                .statusCode())
        .isEqualTo(400);
    String bomb =
        "locals { a = range(1000) }\\njob \\\"p\\\" { meta = { for x in local.a : x =>"
            + " [for y in local.a : [for z in local.a : format(\\\"%1000d\\\", z)]] } }";
    Response answer = given().body("{\"JobHCL\":\"" + bomb + "\"}").put("/v1/jobs/parse");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.asString()).startsWith("Failed to parse job: ");
  }
}
