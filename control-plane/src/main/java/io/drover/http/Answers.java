package io.drover.http;

import io.drover.http.port.AgentInfo;
import io.drover.http.query.Result;
import io.drover.http.render.JsonOut;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** Makes HTTP answers out of results. Source of the headers: http-api.md 1.4. */
@Singleton
public final class Answers {

  private static final String VARY = "Accept-Encoding";

  /** What fits into one packet anyway is not worth the work; Nomad compresses everything. */
  private static final int COMPRESSED_BYTES_MIN = 512;

  private final AgentInfo agent;

  @Inject
  Answers(AgentInfo agent) {
    this.agent = agent;
  }

  /** The answer to a read: body and the headers that tell how fresh it is. */
  public Response read(HttpServerRequest request, boolean pretty, Result result) {
    Response.ResponseBuilder answer = builder(request, result.status(), result.body(), pretty);
    answer.header("X-Nomad-Index", Long.toString(result.index()));
    answer.header("X-Nomad-KnownLeader", agent.leaderAddress() == null ? "false" : "true");
    answer.header("X-Nomad-LastContact", Long.toString(agent.lastContactMillis()));
    if (!result.nextToken().isEmpty()) {
      answer.header("X-Nomad-NextToken", result.nextToken());
    }
    return answer.build();
  }

  /** The answer to a write: the index of its commit as a header too. */
  public Response written(HttpServerRequest request, boolean pretty, long index, Object answer) {
    return builder(request, 200, Body.json(JsonOut.of(answer)), pretty)
        .header("X-Nomad-Index", Long.toString(index))
        .build();
  }

  /** An answer that has no index. */
  public static Response plain(HttpServerRequest request, int status, Body body, boolean pretty) {
    return builder(request, status, body, pretty).build();
  }

  private static Response.ResponseBuilder builder(
      HttpServerRequest request, int status, Body body, boolean pretty) {
    Response.ResponseBuilder answer = Response.status(status).header("Vary", VARY);
    if (body.sizeBytes() == 0) {
      return answer;
    }
    Body shown = pretty && body.contentType().equals(Body.JSON) ? PrettyJson.of(body) : body;
    Body.Encoding encoding =
        shown.sizeBytes() < COMPRESSED_BYTES_MIN
            ? Body.Encoding.PLAIN
            : AcceptedEncoding.of(request.getHeader("Accept-Encoding"));
    if (encoding != Body.Encoding.PLAIN) {
      answer.header("Content-Encoding", encoding.token());
    }
    return answer.header("Content-Type", shown.contentType()).entity(shown.bytes(encoding));
  }
}
