package io.drover.sidecar.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template that has been read. Immutable. */
public final class CompiledTemplate {

  private static final String LEFT = "{{";
  private static final String RIGHT = "}}";
  private static final int MAX_SOURCE_BYTES = 1 << 20;

  private final String name;
  private final String text;
  private final Map<String, Node.Body> bodies;

  private CompiledTemplate(String name, String text, Map<String, Node.Body> bodies) {
    this.name = name;
    this.text = text;
    this.bodies = bodies;
  }

  /**
   * Reads a template.
   *
   * @param name for errors; Nomad's templates have an empty one
   * @param left empty: two opening braces
   * @param right empty: two closing braces
   */
  public static CompiledTemplate parse(String name, byte[] source, String left, String right)
      throws TemplateError {
    if (source.length > MAX_SOURCE_BYTES) {
      throw new TemplateError("template: source is larger than " + MAX_SOURCE_BYTES + " bytes");
    }
    String byteName = ByteText.of(name);
    String text = ByteText.ofBytes(source);
    try {
      return new CompiledTemplate(
          byteName,
          text,
          Parser.parse(
              byteName,
              text,
              left.isEmpty() ? LEFT : ByteText.of(left),
              right.isEmpty() ? RIGHT : ByteText.of(right),
              FunctionTable::has));
    } catch (ParseFailure failure) {
      throw new TemplateError(String.valueOf(failure.getMessage()));
    }
  }

  String name() {
    return name;
  }

  String text() {
    return text;
  }

  Map<String, Node.Body> bodies() {
    return bodies;
  }

  /**
   * Renders it.
   *
   * @param missingKeyFails whether a map that lacks a key is an error
   */
  public RenderedTemplate render(
      TemplateInputs inputs, boolean missingKeyFails, TemplateLimits limits) throws TemplateError {
    return render(inputs, missingKeyFails, limits, null);
  }

  RenderedTemplate render(
      TemplateInputs inputs, boolean missingKeyFails, TemplateLimits limits, @Nullable Object dot)
      throws TemplateError {
    List<String> missing = new ArrayList<>();
    Budget budget = new Budget(limits);
    Map<String, Function> functions = new HashMap<>(FunctionTable.PURE);
    ScratchPad scratch = new ScratchPad();
    functions.put("scratch", Function.of(call -> scratch));
    functions.putAll(new OutsideFunctions(inputs, missing).table());
    functions.putAll(new SecretFunctions(inputs.secrets(), missing).table());
    functions.put(
        "executeTemplate",
        Function.many(
            call -> execute(functions, budget, missingKeyFails, call),
            Function.Kind.ANY,
            Function.Kind.TEXT));
    try {
      String output = new Executor(this, functions, budget, missingKeyFails).render(name, dot);
      return new RenderedTemplate(ByteText.bytes(output), missing);
    } catch (TemplateError failure) {
      // What is missing may well be the cause: a template that waits has not failed.
      if (!missing.isEmpty()) {
        return new RenderedTemplate(new byte[0], missing);
      }
      throw failure;
    }
  }

  private String execute(
      Map<String, Function> functions,
      Budget budget,
      boolean missingKeyFails,
      Function.Arguments call)
      throws FunctionError {
    if (call.count() > 2) {
      throw new FunctionError(
          "executeTemplate: wrong number of arguments, expected 1 or 2, but got " + call.count());
    }
    budget.enter();
    try {
      Executor executor = new Executor(this, functions, budget, missingKeyFails);
      return executor.render(call.text(0), call.count() > 1 ? call.get(1) : null);
    } catch (TemplateError failure) {
      throw new FunctionError(ByteText.of(String.valueOf(failure.getMessage())));
    } finally {
      budget.leave();
    }
  }
}
