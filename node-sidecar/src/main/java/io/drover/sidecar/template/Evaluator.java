package io.drover.sidecar.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the values of pipelines. Remembers where it is, for errors. */
final class Evaluator {

  /** A variable that is in sight. */
  private static final class Slot {
    private final String name;
    private @Nullable Object value;

    private Slot(String name, @Nullable Object value) {
      this.name = name;
      this.value = value;
    }
  }

  private final Map<String, Function> functions;
  private final Budget budget;
  private final boolean missingKeyFails;
  private final List<Slot> variables = new ArrayList<>();
  private Node where;

  Evaluator(
      Map<String, Function> functions,
      Budget budget,
      boolean missingKeyFails,
      Node body,
      @Nullable Object dot) {
    this.functions = functions;
    this.budget = budget;
    this.missingKeyFails = missingKeyFails;
    this.where = body;
    variables.add(new Slot("$", dot));
  }

  void at(Node node) {
    where = node;
  }

  Node where() {
    return where;
  }

  int scope() {
    return variables.size();
  }

  void leaveScope(int size) {
    variables.subList(size, variables.size()).clear();
  }

  void declare(String name, @Nullable Object value) {
    variables.add(new Slot(name, value));
  }

  /** Sets the variable declared so many places ago, which is range's own. */
  void setRecent(int back, @Nullable Object value) {
    variables.get(variables.size() - back).value = value;
  }

  void assign(String name, @Nullable Object value) throws FunctionError {
    for (Slot slot : variables.reversed()) {
      if (slot.name.equals(name)) {
        slot.value = value;
        return;
      }
    }
    throw new FunctionError("undefined variable: " + name);
  }

  private @Nullable Object variable(String name) throws FunctionError {
    for (Slot slot : variables.reversed()) {
      if (slot.name.equals(name)) {
        return slot.value;
      }
    }
    throw new FunctionError("undefined variable: " + name);
  }

  /** The value of a pipeline, its variables set. */
  @Nullable Object pipeline(Node.Pipeline pipeline, @Nullable Object dot) throws FunctionError {
    Object value = value(pipeline, dot);
    for (Node.Variable variable : pipeline.variables()) {
      if (pipeline.assigns()) {
        assign(variable.name(), value);
      } else {
        declare(variable.name(), value);
      }
    }
    return value;
  }

  /** The value of a pipeline, whatever it declares. */
  @Nullable Object value(Node.Pipeline pipeline, @Nullable Object dot) throws FunctionError {
    at(pipeline);
    budget.enter();
    Object value = null;
    boolean first = true;
    for (Node.Command command : pipeline.commands()) {
      value = command(command, dot, first ? List.of() : single(value));
      first = false;
    }
    budget.leave();
    return value;
  }

  private static List<@Nullable Object> single(@Nullable Object value) {
    List<@Nullable Object> one = new ArrayList<>();
    one.add(value);
    return one;
  }

  private @Nullable Object command(
      Node.Command command, @Nullable Object dot, List<@Nullable Object> piped)
      throws FunctionError {
    Node.Operand first = command.words().getFirst();
    boolean arguments = command.words().size() > 1 || !piped.isEmpty();
    switch (first) {
      case Node.Name name -> {
        at(name);
        return call(command, name, dot, piped);
      }
      case Node.Field field -> {
        at(field);
        return Fields.chain(dot, field.names(), missingKeyFails, arguments);
      }
      case Node.Chain chain -> {
        return method(command, chain, dot, piped);
      }
      case Node.Variable variable -> {
        at(variable);
        Object value = variable(variable.name());
        if (variable.fields().isEmpty()) {
          noArguments(first, arguments);
          return value;
        }
        return Fields.chain(value, variable.fields(), missingKeyFails, arguments);
      }
      case Node.Pipeline inner -> {
        noArguments(first, arguments);
        return pipeline(inner, dot);
      }
      case Node.Nil nil -> {
        at(nil);
        noArguments(first, arguments);
        throw new FunctionError("nil is not a command");
      }
      case Node.Dot itself -> {
        at(itself);
        noArguments(first, arguments);
        return dot;
      }
      case Node.Constant constant -> {
        at(constant);
        noArguments(first, arguments);
        return constant.value();
      }
    }
  }

  private static void noArguments(Node.Operand first, boolean arguments) throws FunctionError {
    if (arguments) {
      throw new FunctionError("can't give argument to non-function " + first);
    }
  }

  /** A chain with arguments, which only methods take. */
  private @Nullable Object method(
      Node.Command command, Node.Chain chain, @Nullable Object dot, List<@Nullable Object> piped)
      throws FunctionError {
    at(chain);
    if (!(chain.of() instanceof Node.Name name && name.name().equals("scratch"))) {
      return chain(chain, dot, command.words().size() > 1 || !piped.isEmpty());
    }
    String method = String.join(".", chain.names());
    Function function = argument(name, dot) instanceof ScratchPad pad ? pad.method(method) : null;
    if (function == null) {
      throw new FunctionError("can't evaluate field " + method + " in type *template.Scratch");
    }
    return apply(function, method, command, dot, piped);
  }

  private @Nullable Object chain(Node.Chain chain, @Nullable Object dot, boolean arguments)
      throws FunctionError {
    at(chain);
    if (chain.of() instanceof Node.Nil) {
      throw new FunctionError("indirection through explicit nil in " + chain);
    }
    return Fields.chain(argument(chain.of(), dot), chain.names(), missingKeyFails, arguments);
  }

  private @Nullable Object argument(Node.Operand operand, @Nullable Object dot)
      throws FunctionError {
    at(operand);
    budget.step();
    return switch (operand) {
      case Node.Name name -> call(new Node.Command(name.at(), List.of(name)), name, dot, List.of());
      case Node.Field field -> Fields.chain(dot, field.names(), missingKeyFails, false);
      case Node.Chain chain ->
          method(new Node.Command(chain.at(), List.of(chain)), chain, dot, List.of());
      case Node.Variable variable -> {
        Object value = variable(variable.name());
        yield variable.fields().isEmpty()
            ? value
            : Fields.chain(value, variable.fields(), missingKeyFails, false);
      }
      case Node.Pipeline inner -> pipeline(inner, dot);
      case Node.Nil nil -> null;
      case Node.Dot itself -> dot;
      case Node.Constant constant -> constant.value();
    };
  }

  private @Nullable Object call(
      Node.Command command, Node.Name name, @Nullable Object dot, List<@Nullable Object> piped)
      throws FunctionError {
    Function function = functions.get(name.name());
    if (function == null && name.name().startsWith("sprig_")) {
      function = RefusedFunctions.absent(name.name());
    }
    if (function == null) {
      throw new FunctionError(Quoting.quote(name.name()) + " is not a defined function");
    }
    return apply(function, name.name(), command, dot, piped);
  }

  private @Nullable Object apply(
      Function function,
      String name,
      Node.Command command,
      @Nullable Object dot,
      List<@Nullable Object> piped)
      throws FunctionError {
    List<Node.Operand> words = command.words().subList(1, command.words().size());
    String fault = function.countFault(name, words.size() + piped.size());
    if (fault != null) {
      throw new FunctionError(fault);
    }
    if (name.equals("and") || name.equals("or")) {
      return shortCircuit(name.equals("or"), words, dot, piped);
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Node.Operand word = words.get(i);
      Object value = argument(word, dot);
      arguments.add(checked(function.kind(i), word, value));
    }
    for (Object last : piped) {
      arguments.add(function.kind(words.size()).check(last));
    }
    try {
      return function.call(arguments, budget);
    } catch (FunctionError failure) {
      at(command);
      throw new FunctionError("error calling " + name + ": " + failure.getMessage());
    }
  }

  private static @Nullable Object checked(
      Function.Kind kind, Node.Operand word, @Nullable Object value) throws FunctionError {
    if (word instanceof Node.Constant constant) {
      try {
        return kind.check(value);
      } catch (FunctionError wrong) {
        String wanted = kind == Function.Kind.WHOLE ? "integer" : kind.typeName();
        throw new FunctionError("expected " + wanted + "; found " + constant);
      }
    }
    if (word instanceof Node.Nil && kind != Function.Kind.ANY) {
      throw new FunctionError("cannot assign nil to " + kind.typeName());
    }
    return kind.check(value);
  }

  private @Nullable Object shortCircuit(
      boolean until, List<Node.Operand> words, @Nullable Object dot, List<@Nullable Object> piped)
      throws FunctionError {
    Object value = null;
    for (Node.Operand word : words) {
      value = argument(word, dot);
      if (Values.truth(value) == until) {
        return value;
      }
    }
    return piped.isEmpty() ? value : piped.getFirst();
  }
}
