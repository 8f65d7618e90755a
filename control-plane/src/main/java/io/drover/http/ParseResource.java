package io.drover.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.job.JobCanonicalizer;
import io.drover.contract.api.Job;
import io.drover.contract.json.Json;
import io.drover.http.port.AgentInfo;
import io.drover.http.query.EventLoops;
import io.drover.http.render.JsonOut;
import io.drover.jobspec.JobFile;
import io.drover.jobspec.JobFileException;
import io.drover.jobspec.ParseOptions;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Job files in, jobs out, without registering anything: the same grammar as the command line's, but
 * no file can be read. Never on an event loop, since a file may take its time within the bounds of
 * the grammar. Source: http-api.md 2.1.
 */
@Path("/v1/jobs/parse")
@Singleton
public class ParseResource {

  private static final String FILE = "input.hcl";

  /** What only a registered job has, and what clients expect to be told of all the same. */
  private static final List<String> OF_REGISTERED_JOBS =
      List.of(
          "Stable",
          "Version",
          "SubmitTime",
          "Status",
          "StatusDescription",
          "CreateIndex",
          "ModifyIndex",
          "JobModifyIndex");

  private final RequestBody bodies;
  private final AgentInfo agent;

  @Inject
  ParseResource(RequestBody bodies, AgentInfo agent) {
    this.bodies = bodies;
    this.agent = agent;
  }

  /**
   * The body.
   *
   * @param hclv1 the first version of the language was meant; its files are read as the second's
   * @param canonicalize fill in the defaults
   * @param variables values in the form of a file
   */
  record ParseRequest(
      @Nullable String jobHcl,
      @Nullable Boolean hclv1,
      @Nullable Boolean canonicalize,
      @Nullable String variables) {}

  @PUT
  public Uni<Response> put(RoutingContext context) {
    return parse(context);
  }

  @POST
  public Uni<Response> post(RoutingContext context) {
    return parse(context);
  }

  private Uni<Response> parse(RoutingContext context) {
    return bodies.with(
        context.request(),
        ParseRequest.class,
        body ->
            Uni.createFrom()
                .item(() -> parsed(body))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(EventLoops.of(context))
                .map(json -> Answers.plain(context.request(), 200, Body.json(json), false)));
  }

  private byte[] parsed(ParseRequest body) {
    String source = body.jobHcl();
    if (source == null || source.isEmpty()) {
      throw new Failure(400, "Job spec is empty");
    }
    String variables = body.variables() == null ? "" : body.variables();
    try {
      ObjectNode tree = JobFile.parse(FILE, source, ParseOptions.server(variables));
      Job job = Json.MAPPER.treeToValue(tree, Job.class);
      return Boolean.TRUE.equals(body.canonicalize())
          ? JsonOut.of(JobCanonicalizer.canonicalize(job, agent.region(), "default"))
          : JsonOut.of(withAll(job));
    } catch (JobFileException e) {
      throw new Failure(400, "Failed to parse job: " + e.text());
    } catch (JsonProcessingException e) {
      throw new Failure(400, "Failed to parse job: " + e.getOriginalMessage());
    }
  }

  private static JsonNode withAll(Job job) {
    ObjectNode all = Json.MAPPER.valueToTree(job);
    OF_REGISTERED_JOBS.forEach(all::putNull);
    return all;
  }
}
