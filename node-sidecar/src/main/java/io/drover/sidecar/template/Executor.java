package io.drover.sidecar.template;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders bodies. */
final class Executor {

  /** How a body ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final CompiledTemplate template;
  private final Map<String, Function> functions;
  private final Budget budget;
  private final boolean missingKeyFails;
  private final BoundedText output;
  private final Printer printer;

  Executor(
      CompiledTemplate template,
      Map<String, Function> functions,
      Budget budget,
      boolean missingKeyFails) {
    this.template = template;
    this.functions = functions;
    this.budget = budget;
    this.missingKeyFails = missingKeyFails;
    this.output = new BoundedText(budget);
    this.printer = new Printer(budget);
  }

  /** Renders the body of a name. The message of the error says where, in Go's form. */
  String render(String name, @Nullable Object dot) throws TemplateError {
    Node.Body body = template.bodies().get(name);
    if (body == null) {
      throw new TemplateError("template: no template " + Quoting.quote(name));
    }
    new Frame(name, body, dot).run();
    return output.toString();
  }

  /** One call of a template. */
  private final class Frame {

    private final String name;
    private final Node.Body body;
    private final @Nullable Object dot;
    private final Evaluator evaluator;

    Frame(String name, Node.Body body, @Nullable Object dot) {
      this.name = name;
      this.body = body;
      this.dot = dot;
      this.evaluator = new Evaluator(functions, budget, missingKeyFails, body, dot);
    }

    void run() throws TemplateError {
      try {
        walk(body, dot);
      } catch (FunctionError failure) {
        throw new TemplateError(located(String.valueOf(failure.getMessage())));
      }
    }

    private String located(String message) {
      Node node = evaluator.where();
      String before = template.text().substring(0, node.at());
      long line = 1 + before.chars().filter(c -> c == '\n').count();
      int column = before.length() - (before.lastIndexOf('\n') + 1);
      return String.format(
          Locale.ROOT,
          "template: %s:%d:%d: executing %s at <%s>: %s",
          template.name(),
          line,
          column,
          Quoting.quote(name),
          node,
          message);
    }

    private Flow walk(Node.Body inner, @Nullable Object current)
        throws FunctionError, TemplateError {
      budget.enter();
      Flow flow = Flow.ON;
      for (Node.Statement statement : inner.statements()) {
        evaluator.at(statement);
        budget.step();
        flow = one(statement, current);
        if (flow != Flow.ON) {
          break;
        }
      }
      budget.leave();
      return flow;
    }

    private Flow one(Node.Statement statement, @Nullable Object current)
        throws FunctionError, TemplateError {
      switch (statement) {
        case Node.Text text -> output.append(text.text());
        case Node.Action action -> {
          Object value = evaluator.pipeline(action.pipeline(), current);
          if (action.pipeline().variables().isEmpty()) {
            output.append(printer.action(value));
          }
        }
        case Node.Branch branch -> {
          int scope = evaluator.scope();
          Flow flow =
              branch.choice() == Node.Choice.RANGE
                  ? range(branch, current)
                  : choose(branch, current);
          evaluator.leaveScope(scope);
          return flow;
        }
        case Node.Break leave -> {
          return Flow.BREAK;
        }
        case Node.Continue on -> {
          return Flow.CONTINUE;
        }
        case Node.Call call -> call(call, current);
      }
      return Flow.ON;
    }

    private void call(Node.Call call, @Nullable Object current)
        throws FunctionError, TemplateError {
      Node.Body target = template.bodies().get(call.name());
      if (target == null) {
        throw new FunctionError("template " + Quoting.quote(call.name()) + " not defined");
      }
      Object value = call.pipeline() == null ? null : evaluator.pipeline(call.pipeline(), current);
      new Frame(call.name(), target, value).run();
    }

    private Flow choose(Node.Branch branch, @Nullable Object current)
        throws FunctionError, TemplateError {
      Object value = evaluator.pipeline(branch.pipeline(), current);
      if (Values.truth(value)) {
        return walk(branch.then(), branch.choice() == Node.Choice.WITH ? value : current);
      }
      return branch.otherwise() == null ? Flow.ON : walk(branch.otherwise(), current);
    }

    private Flow range(Node.Branch branch, @Nullable Object current)
        throws FunctionError, TemplateError {
      Node.Pipeline pipeline = branch.pipeline();
      Object over = evaluator.value(pipeline, current);
      if (!pipeline.assigns()) {
        for (Node.Variable variable : pipeline.variables()) {
          evaluator.declare(variable.name(), null);
        }
      }
      int scope = evaluator.scope();
      Iteration iteration = Iteration.over(over);
      boolean any = false;
      while (iteration.next()) {
        any = true;
        budget.step();
        bind(pipeline, iteration);
        Flow flow = walk(branch.then(), iteration.value());
        evaluator.leaveScope(scope);
        if (flow == Flow.BREAK) {
          break;
        }
      }
      if (any || branch.otherwise() == null) {
        return Flow.ON;
      }
      return walk(branch.otherwise(), current);
    }

    private void bind(Node.Pipeline pipeline, Iteration iteration) throws FunctionError {
      int count = pipeline.variables().size();
      for (int i = 0; i < count; i++) {
        Object value = i == count - 1 ? iteration.value() : iteration.key();
        if (pipeline.assigns()) {
          evaluator.assign(pipeline.variables().get(i).name(), value);
        } else {
          evaluator.setRecent(count - i, value);
        }
      }
    }
  }
}
