package io.drover.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RoutesTest {

  @Test
  void smoke() {
    given().get("/v1/jobs").then().statusCode(200).header("X-Nomad-KnownLeader", "true");
    given()
        .body(
            "{\"Job\":{\"ID\":\"a/b\",\"TaskGroups\":[{\"Name\":\"g\",\"Tasks\":[{\"Name\":\"t\",\"Driver\":\"raw_exec\",\"Config\":{\"command\":\"/bin/true\"}}]}]}}")
        .put("/v1/jobs")
        .then()
        .log()
        .all()
        .statusCode(200);
    given().urlEncodingEnabled(false).get("/v1/job/a%2Fb").then().log().all().statusCode(200).body("ID", is("a/b"));
    given().get("/v1/job/a/b").then().statusCode(200);
    given().get("/v1/jobs").then().log().all().statusCode(200);
    given().get("/v1/frob").then().log().all().statusCode(404).body(equalTo(""));
    given().patch("/v1/jobs").then().log().all().statusCode(405).body(equalTo("Invalid method"));
    given().delete("/v1/nodes").then().log().all().statusCode(405).body(equalTo("Invalid method"));
    given().redirects().follow(false).get("/").then().log().all().statusCode(307);
    given().get("/v1/metrics").then().statusCode(200);
    given().get("/v1/regions?pretty").then().log().all().statusCode(200);
    given().get("/v1/job/none").then().log().all().statusCode(404);
  }
}
