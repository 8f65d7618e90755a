package io.drover.jobspec.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.contract.json.GoText;
import io.drover.jobspec.JobFileException;
import io.drover.jobspec.ParseOptions;
import io.drover.jobspec.functions.JobFunctions;
import io.drover.jobspec.functions.JsonValues;
import io.drover.jobspec.hcl.Body;
import io.drover.jobspec.hcl.Conversion;
import io.drover.jobspec.hcl.Diagnostic;
import io.drover.jobspec.hcl.Diagnostics;
import io.drover.jobspec.hcl.Evaluator;
import io.drover.jobspec.hcl.Expression;
import io.drover.jobspec.hcl.Parser;
import io.drover.jobspec.hcl.Position;
import io.drover.jobspec.hcl.Scope;
import io.drover.jobspec.hcl.SourceRange;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.TypeExpressions;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import io.drover.jobspec.hcl.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a job file: what it declares, and which values they get. Default, environment,
 * files and flags follow each other; the last value wins and is the one that is validated.
 */
final class Variables {

  private static final String ENVIRONMENT_PREFIX = "NOMAD_VAR_";
  private static final String VALUE_SUMMARY = "Invalid value for variable";

  private record Rule(Expression condition, String message, SourceRange range) {}

  /** A value with the place and the kind of source it is from. */
  private record Assigned(Value value, SourceRange range, String from) {}

  private static final class Variable {
    final String name;
    Type type = Type.ANY;
    boolean typed;
    final List<Rule> rules = new ArrayList<>();
    @Nullable Assigned assigned;

    Variable(String name) {
      this.name = name;
    }
  }

  private static final Schema VARIABLE =
      Schema.of()
          .opt(Schema.Kind.STRING, "description", "")
          .opt(Schema.Kind.STRING, "default", "")
          .opt(Schema.Kind.STRING, "type", "")
          .block(Schema.Arity.MANY, "validation", "", Schema.of());

  private static final Schema VALIDATION =
      Schema.of()
          .required(Schema.Kind.STRING, "condition", "")
          .required(Schema.Kind.STRING, "error_message", "");

  private final String fileName;
  private final ParseOptions options;
  private final JobFunctions functions;
  private final Diagnostics diagnostics;
  private final Map<String, Variable> variables = new LinkedHashMap<>();

  Variables(
      String fileName, ParseOptions options, JobFunctions functions, Diagnostics diagnostics) {
    this.fileName = fileName;
    this.options = options;
    this.functions = functions;
    this.diagnostics = diagnostics;
  }

  void declare(Body root) {
    for (Body.Block block : root.blocks()) {
      switch (block.type()) {
        case "variable" -> declareOne(block);
        case "variables" -> declareSeveral(block.body());
        default -> {}
      }
    }
  }

  private @Nullable Variable add(String name) {
    Variable variable = new Variable(name);
    if (variables.putIfAbsent(name, variable) != null) {
      diagnostics.add(null, "Duplicate variable", "Duplicate a variable definition found.");
      return null;
    }
    return variable;
  }

  private void declareSeveral(Body body) {
    BlockDecoder.noBlocks(body, diagnostics);
    for (Body.Attribute attribute : body.attributes()) {
      Variable variable = add(attribute.name());
      if (variable != null) {
        Value value = literal(attribute.expression());
        variable.type = value.type();
        variable.typed = true;
        variable.assigned = new Assigned(value, attribute.expression().range(), "default");
      }
    }
  }

  private Value literal(Expression expression) {
    return Evaluator.evaluate(expression, Scope.literals(), diagnostics);
  }

  private void declareOne(Body.Block block) {
    Variable variable = add(block.labels().getFirst());
    if (variable == null) {
      return;
    }
    Body body = block.body();
    int before = diagnostics.size();
    Content.check(body, VARIABLE, false, diagnostics);
    body.attribute("type")
        .ifPresent(
            type -> {
              variable.type = TypeExpressions.read(type.expression(), false, diagnostics);
              variable.typed = true;
            });
    if (diagnostics.size() > before) {
      return;
    }
    body.attribute("default").ifPresent(d -> setDefault(variable, d.expression()));
    body.blocks().forEach(rule -> addRule(variable, rule));
  }

  private void setDefault(Variable variable, Expression expression) {
    int before = diagnostics.size();
    Value value = literal(expression);
    if (diagnostics.size() > before) {
      return;
    }
    try {
      Value converted = Conversion.convert(value, variable.type);
      variable.assigned = new Assigned(converted, expression.range(), "default");
    } catch (ValueException e) {
      diagnostics.add(
          expression.range(),
          "Invalid default value for variable",
          "This default value is not compatible with the variable's type constraint: "
              + e.text()
              + ".");
    }
  }

  private void addRule(Variable variable, Body.Block block) {
    int before = diagnostics.size();
    Content.check(block.body(), VALIDATION, false, diagnostics);
    if (diagnostics.size() > before) {
      return;
    }
    Expression condition = block.body().attribute("condition").orElseThrow().expression();
    Expression messageExpression =
        block.body().attribute("error_message").orElseThrow().expression();
    if (!References.to(condition, "var", variable.name)) {
      diagnostics.add(
          condition.range(),
          "Invalid variable validation condition",
          "The condition for variable "
              + GoText.quote(variable.name)
              + " must refer to var."
              + variable.name
              + " in order to test incoming values.");
      return;
    }
    Value message = literal(messageExpression);
    if (diagnostics.size() > before) {
      return;
    }
    String text = ValueReader.string(message, messageExpression, diagnostics);
    if (text != null && text.isEmpty()) {
      diagnostics.add(
          messageExpression.range(),
          "Invalid validation error message",
          "An empty string is not a valid nor useful error message.");
    } else if (text != null) {
      variable.rules.add(new Rule(condition, text, block.headerRange()));
    }
  }

  /**
   * The values of all variables.
   *
   * @throws JobFileException if a file of values does not parse
   */
  Map<String, Value> resolve() throws JobFileException {
    fromEnvironment();
    if (!options.variablesContent().isEmpty()) {
      fromFile(fileName, options.variablesContent(), "unable to parse var content: ");
    }
    for (ParseOptions.VarFile file : options.varFiles()) {
      fromFile(file.name(), file.content(), "unable to parse var file: ");
    }
    fromFlags();
    Map<String, Value> values = new LinkedHashMap<>();
    if (!diagnostics.isEmpty()) {
      return values;
    }
    for (Variable variable : variables.values()) {
      Assigned assigned = variable.assigned;
      if (assigned == null) {
        diagnostics.add(
            null,
            "Unset variable " + GoText.quote(variable.name),
            "A used variable must be set or have a default value; see"
                + " https://www.nomadproject.io/docs/job-specification/hcl2/variables for details.");
      } else {
        values.put(variable.name, assigned.value());
        validate(variable, assigned);
      }
    }
    return values;
  }

  private void fromEnvironment() {
    options
        .environment()
        .forEach(
            (key, text) -> {
              Variable variable =
                  key.startsWith(ENVIRONMENT_PREFIX)
                      ? variables.get(key.substring(ENVIRONMENT_PREFIX.length()))
                      : null;
              if (variable != null) {
                fromText(variable, text, "env", "environment");
              }
            });
  }

  private void fromFlags() {
    for (ParseOptions.Variable flag : options.variables()) {
      Variable variable = variables.get(flag.name());
      if (variable != null) {
        fromText(variable, flag.value(), "cmd", "arguments");
      } else if (options.strict()) {
        diagnostics.add(
            null,
            "Undefined -var variable",
            "A "
                + GoText.quote(flag.name())
                + " variable was passed in the command line but was not found in known variables."
                + " To declare variable "
                + GoText.quote(flag.name())
                + ", place this block in your job file");
      }
    }
  }

  /** Texts are taken as they are for strings, and as expressions for everything else. */
  private void fromText(Variable variable, String text, String from, String source) {
    SourceRange nowhere = new SourceRange("", new Position(0, 0, 0), new Position(0, 0, 0));
    if (!variable.typed || variable.type == Type.STRING) {
      variable.assigned = new Assigned(Value.of(text), nowhere, from);
      return;
    }
    String name = "<value for var." + variable.name + " from " + source + ">";
    Parser.Result<Expression> parsed = Parser.expression(name, text);
    if (!parsed.diagnostics().isEmpty()) {
      diagnostics.addAll(parsed.diagnostics());
      return;
    }
    int before = diagnostics.size();
    Value value = literal(parsed.tree());
    if (diagnostics.size() == before) {
      assign(variable, value, nowhere, parsed.tree().range(), from);
    }
  }

  private void assign(
      Variable variable, Value value, SourceRange range, SourceRange complaint, String from) {
    try {
      variable.assigned = new Assigned(Conversion.convert(value, variable.type), range, from);
    } catch (ValueException e) {
      diagnostics.add(
          complaint,
          VALUE_SUMMARY,
          "The value for "
              + variable.name
              + " is not compatible with the variable's type constraint: "
              + e.text()
              + ".");
    }
  }

  private void fromFile(String name, String content, String prefix) throws JobFileException {
    if (name.endsWith(".json") || content.stripLeading().startsWith("{")) {
      fromJson(name, content, prefix);
      return;
    }
    Parser.Result<Body> parsed = Parser.body(name, content);
    if (!parsed.diagnostics().isEmpty()) {
      throw new JobFileException(
          prefix + Diagnostic.joined(parsed.diagnostics()), parsed.diagnostics());
    }
    BlockDecoder.noBlocks(parsed.tree(), diagnostics);
    for (Body.Attribute attribute : parsed.tree().attributes()) {
      Variable variable = variables.get(attribute.name());
      if (variable == null) {
        undeclared(attribute.name(), attribute.nameRange());
        continue;
      }
      int before = diagnostics.size();
      Value value = literal(attribute.expression());
      if (diagnostics.size() == before) {
        SourceRange range = attribute.expression().range();
        assign(variable, value, range, range, "varfile");
      }
    }
  }

  private void undeclared(String name, SourceRange range) {
    if (options.strict()) {
      diagnostics.add(
          range,
          "Undefined variable",
          "A "
              + GoText.quote(name)
              + " variable was set but was not found in known variables. To declare variable "
              + GoText.quote(name)
              + ", place this block in your job files.");
    }
  }

  private void fromJson(String name, String content, String prefix) throws JobFileException {
    SourceRange range = new SourceRange(name, new Position(1, 1, 0), new Position(1, 1, 0));
    JsonNode tree;
    try {
      tree = new ObjectMapper().readTree(content);
    } catch (JsonProcessingException e) {
      Diagnostic diagnostic =
          new Diagnostic(range, "Invalid JSON", String.valueOf(e.getOriginalMessage()));
      throw new JobFileException(prefix + diagnostic, List.of(diagnostic));
    }
    for (Map.Entry<String, JsonNode> member : tree.properties()) {
      Variable variable = variables.get(member.getKey());
      if (variable == null) {
        undeclared(member.getKey(), range);
      } else {
        assign(variable, JsonValues.value(member.getValue()), range, range, "varfile");
      }
    }
  }

  private void validate(Variable variable, Assigned assigned) {
    for (Rule rule : variable.rules) {
      int before = diagnostics.size();
      Scope scope =
          Scope.of(
              Map.of("var", Value.object(Map.of(variable.name, assigned.value()))),
              functions,
              (traversal, out) -> {
                out.add(
                    traversal.rootRange(),
                    "Variables not allowed",
                    "Variables may not be used here.");
                return Value.unknown();
              });
      Value result = Evaluator.evaluate(rule.condition(), scope, diagnostics);
      if (diagnostics.size() > before) {
        continue;
      }
      try {
        Value converted = Conversion.convert(result, Type.BOOL);
        if (Values.isNull(converted)) {
          throw new ValueException("the result is null");
        }
        if (converted instanceof Value.Bool(boolean holds) && !holds) {
          diagnostics.add(
              assigned.range(),
              "Invalid value for " + assigned.from() + " variable",
              rule.message()
                  + "\n\nThis was checked by the validation rule at "
                  + rule.range()
                  + ".");
        }
      } catch (ValueException e) {
        diagnostics.add(
            rule.condition().range(),
            "Invalid variable validation result",
            "Invalid validation condition result value: " + e.text() + ".");
      }
    }
  }
}
