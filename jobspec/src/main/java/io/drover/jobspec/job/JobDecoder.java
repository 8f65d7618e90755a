package io.drover.jobspec.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.jobspec.JobFileException;
import io.drover.jobspec.ParseOptions;
import io.drover.jobspec.functions.JobFunctions;
import io.drover.jobspec.hcl.Body;
import io.drover.jobspec.hcl.Diagnostic;
import io.drover.jobspec.hcl.Diagnostics;
import io.drover.jobspec.hcl.Evaluator;
import io.drover.jobspec.hcl.Parser;
import io.drover.jobspec.hcl.Scope;
import io.drover.jobspec.hcl.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From the text of a job file to its job: syntax, variables, locals, the job, and last the free
 * blocks. Each step only begins if the one before found nothing wrong.
 */
public final class JobDecoder {

  private static final Schema ROOT =
      Schema.of()
          .labelled(Schema.Arity.MANY, "job", "job", Schema.of(), "name", "name")
          .labelled(Schema.Arity.MANY, "variable", "variable", Schema.of(), "name", "name")
          .block(Schema.Arity.MANY, "variables", "variables", Schema.of())
          .block(Schema.Arity.MANY, "locals", "locals", Schema.of());

  private final String fileName;
  private final String source;
  private final ParseOptions options;

  private JobDecoder(String fileName, String source, ParseOptions options) {
    this.fileName = fileName;
    this.source = source;
    this.options = options;
  }

  /**
   * The job of a file.
   *
   * @throws JobFileException if there is anything wrong
   */
  public static ObjectNode decode(String fileName, String source, ParseOptions options)
      throws JobFileException {
    return new JobDecoder(fileName, source, options).run();
  }

  private ObjectNode run() throws JobFileException {
    String text = source.startsWith("\ufeff") ? source.substring(1) : source;
    Parser.Result<Body> parsed = Parser.body(fileName, text);
    if (!parsed.diagnostics().isEmpty()) {
      throw new JobFileException(Diagnostic.joined(parsed.diagnostics()), parsed.diagnostics());
    }
    Body root = parsed.tree();
    Diagnostics diagnostics = new Diagnostics();
    Content.check(root, ROOT, false, diagnostics);
    Body.Block job = jobBlock(root, diagnostics);
    failIfAny(diagnostics);

    JobFunctions functions = new JobFunctions(options);
    Variables variables = new Variables(fileName, options, functions, diagnostics);
    variables.declare(root);
    failIfAny(diagnostics);
    Map<String, Value> values = variables.resolve();
    failIfAny(diagnostics);

    Scope scope =
        Scope.of(
            Map.of("var", Value.object(values), "local", Value.object(Map.of())),
            functions,
            new RuntimeNames(text));
    scope = locals(root, scope, diagnostics);
    failIfAny(diagnostics);

    if (job == null) {
      throw new IllegalStateException("a file without a job has been refused before");
    }
    return decodeJob(job, scope, diagnostics);
  }

  private ObjectNode decodeJob(Body.Block block, Scope scope, Diagnostics diagnostics)
      throws JobFileException {
    BlockDecoder decoder = new BlockDecoder(diagnostics);
    twice(block.body(), "vault", diagnostics);
    ObjectNode job = decoder.decode(block.body(), JobSchemas.JOB, scope);
    failIfAny(diagnostics);
    for (FreeBlock free : decoder.freeBlocks()) {
      free.decode(diagnostics);
    }
    if (!diagnostics.isEmpty()) {
      throw new JobFileException(Diagnostic.joined(diagnostics.toList()), diagnostics.toList());
    }
    String label = block.labels().getFirst();
    if (!job.has("ID")) {
      job.put("ID", label);
    }
    if (!job.has("Name")) {
      job.put("Name", label);
    }
    lonelyTasks(job);
    inheritVault(job, decoder);
    return job;
  }

  private static Body.@org.jspecify.annotations.Nullable Block jobBlock(
      Body root, Diagnostics diagnostics) {
    List<Body.Block> jobs = root.blocks().stream().filter(b -> b.type().equals("job")).toList();
    if (jobs.isEmpty()) {
      if (diagnostics.isEmpty()) {
        diagnostics.add(null, "Missing job block", "A job block is required");
      }
      return null;
    }
    twice(root, "job", diagnostics);
    return jobs.getFirst();
  }

  private static void twice(Body body, String type, Diagnostics diagnostics) {
    List<Body.Block> blocks = body.blocks().stream().filter(b -> b.type().equals(type)).toList();
    if (blocks.size() > 1) {
      diagnostics.add(
          blocks.get(1).headerRange(),
          "Duplicate " + type + " block",
          "Only one block of type \""
              + type
              + "\" is allowed. Previous definition was at "
              + blocks.getFirst().headerRange()
              + ".");
    }
  }

  private static void failIfAny(Diagnostics diagnostics) throws JobFileException {
    if (!diagnostics.isEmpty()) {
      List<Diagnostic> all = diagnostics.toList();
      throw new JobFileException(
          String.join("\n", all.stream().map(Diagnostic::toString).toList()), all);
    }
  }

  /** Evaluates locals until those that are left only wait for each other. */
  private static Scope locals(Body root, Scope scope, Diagnostics diagnostics) {
    Map<String, Body.Attribute> pending = new LinkedHashMap<>();
    for (Body.Block block : root.blocks()) {
      if (block.type().equals("locals")) {
        BlockDecoder.noBlocks(block.body(), diagnostics);
        block.body().attributes().forEach(a -> pending.put(a.name(), a));
      }
    }
    Map<String, Value> done = new LinkedHashMap<>();
    List<Diagnostic> failure = List.of();
    boolean progress = true;
    while (progress && !pending.isEmpty()) {
      progress = false;
      failure = List.of();
      for (Body.Attribute attribute : List.copyOf(pending.values())) {
        Diagnostics own = new Diagnostics();
        Scope inner = scope.with(Map.of("local", Value.object(done)));
        Value value = Evaluator.evaluate(attribute.expression(), inner, own);
        if (own.isEmpty()) {
          done.put(attribute.name(), value);
          pending.remove(attribute.name());
          progress = true;
        } else if (failure.isEmpty()) {
          failure = own.toList();
        }
      }
    }
    diagnostics.addAll(failure);
    return scope.with(Map.of("local", Value.object(done)));
  }

  /** A task of the job itself gets a group of its own name, ahead of the others. */
  private static void lonelyTasks(ObjectNode job) {
    JsonNode tasks = job.remove("Tasks");
    if (tasks == null) {
      return;
    }
    List<JsonNode> groups = new ArrayList<>();
    for (JsonNode task : tasks) {
      ObjectNode group = job.objectNode();
      group.put("Name", task.path("Name").asText());
      group.putArray("Tasks").add(task);
      groups.add(group);
    }
    job.path("TaskGroups").forEach(groups::add);
    ArrayNode all = job.putArray("TaskGroups");
    groups.forEach(all::add);
  }

  private static void inheritVault(ObjectNode job, BlockDecoder decoder) {
    ObjectNode ofJob = decoder.inherited().get(job);
    for (JsonNode group : job.path("TaskGroups")) {
      ObjectNode ofGroup =
          group instanceof ObjectNode g ? decoder.inherited().getOrDefault(g, ofJob) : ofJob;
      if (ofGroup == null) {
        continue;
      }
      for (JsonNode task : group.path("Tasks")) {
        if (task instanceof ObjectNode t && !t.has("Vault")) {
          t.set("Vault", ofGroup.deepCopy());
        }
      }
    }
  }
}
