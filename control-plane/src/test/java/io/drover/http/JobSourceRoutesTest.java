package io.drover.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.drover.contract.ids.Digest;
import io.drover.documents.DocumentStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The text that comes with a job. */
@QuarkusTest
class JobSourceRoutesTest {

  @Inject Backend backend;
  @Inject DocumentStore documents;

  @BeforeEach
  void reset() {
    backend.reset();
  }

  @Test
  void theTextOfANewVersionIsKept() {
    register("first text", 50, false);
    register("second text", 60, false);

    given()
        .get("/v1/job/src/submission?version=1")
        .then()
        .statusCode(200)
        .body("Source", equalTo("second text"));
    given().get("/v1/job/src/submission?version=0").then().body("Source", equalTo("first text"));
  }

  @Test
  void theTextOfAnUnchangedJobIsNotStored() {
    register("kept", 50, false);
    Set<Digest> before = documents.keys();

    register("the same job in other words", 50, false);

    assertThat(documents.keys()).isEqualTo(before);
    given()
        .get("/v1/job/src/submission?version=0")
        .then()
        .statusCode(200)
        .body("Source", equalTo("kept"));
  }

  @Test
  void aJobThatIsStartedAgainIsANewVersionWithItsText() {
    register("kept", 50, false);
    given().delete("/v1/job/src").then().statusCode(200);

    register("started again", 50, false);

    given()
        .get("/v1/job/src/submission?version=2")
        .then()
        .statusCode(200)
        .body("Source", equalTo("started again"));
  }

  private static void register(String source, int priority, boolean stop) {
    given()
        .body(
            """
            {"Submission": {"Source": "%s", "Format": "hcl2"},
             "Job": {"ID": "src", "Name": "src", "Priority": %d, "Stop": %b, "Datacenters": ["dc1"],
               "TaskGroups": [{"Name": "g", "Tasks": [
                 {"Name": "t", "Driver": "raw_exec", "Config": {"command": "x"}}]}]}}
            """
                .formatted(source, priority, stop))
        .put("/v1/jobs")
        .then()
        .statusCode(200);
  }
}
