package io.drover.http;

import io.drover.command.Refusal;
import io.drover.command.Unavailable;
import io.drover.contract.json.BodyException;
import io.drover.contract.json.BodyTooLargeException;
import io.drover.contract.json.MalformedBodyException;
import io.drover.documents.DocumentUnavailableException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Errors as plain text with the status that clients expect, http-api.md 1.5. What nobody foresaw is
 * logged under an id, and the id is all that a client is told.
 */
final class Errors {

  private static final Logger LOG = Logger.getLogger(Errors.class);

  private Errors() {}

  /** The status and the text of an error. */
  record Told(int status, String text) {}

  /** What to tell a client about an error; logs it if it is a fault of ours. */
  static Told told(Throwable error, HttpServerRequest request) {
    return switch (error) {
      case CompletionException wrapper when wrapper.getCause() != null ->
          told(wrapper.getCause(), request);
      case Failure failure -> new Told(failure.status(), failure.text());
      case Refusal refusal -> new Told(refusal.status(), text(refusal));
      case Unavailable unavailable -> new Told(500, text(unavailable));
      case DocumentUnavailableException unavailable -> new Told(500, text(unavailable));
      case BodyTooLargeException body -> new Told(413, text(body));
      // Nomad's words, and then where: a job of a thousand lines is not searched by eye.
      case MalformedBodyException body ->
          new Told(
              400, "%s (line %d, column %d)".formatted(text(body), body.line(), body.column()));
      case BodyException body -> new Told(400, text(body));
      case WebApplicationException web -> web(web.getResponse().getStatus());
      case Throwable fault -> {
        String id = UUID.randomUUID().toString();
        LOG.errorf(
            fault, "Request failed, error id %s: %s %s", id, request.method(), request.path());
        yield new Told(500, "Internal error, see the server's log for error id " + id);
      }
    };
  }

  /** The same for what a node or a route refuses on purpose; null for anything else. */
  static @Nullable Told expected(Throwable error) {
    return switch (error) {
      case CompletionException wrapper when wrapper.getCause() != null ->
          expected(wrapper.getCause());
      case Failure failure -> new Told(failure.status(), failure.text());
      case Refusal refusal -> new Told(refusal.status(), text(refusal));
      case Throwable fault -> null;
    };
  }

  private static Told web(int status) {
    return switch (status) {
      case 404 -> new Told(404, "");
      case 405 -> new Told(405, "Invalid method");
      default -> new Told(status, "");
    };
  }

  private static String text(Throwable error) {
    String text = error.getMessage();
    return text == null ? "" : text;
  }

  /** Connects this to the resources. */
  static final class Mapper {

    @ServerExceptionMapper({Throwable.class, WebApplicationException.class})
    Response map(Throwable error, RoutingContext context) {
      HttpServerRequest request = context.request();
      Told told = told(error, request);
      return Answers.plain(request, told.status(), Body.text(told.text()), false);
    }
  }
}
