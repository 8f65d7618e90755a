package io.drover.sidecar.template;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Syntax of a template. A node prints as it is quoted in errors. */
sealed interface Node {

  /** Offset in bytes. */
  int at();

  /** What stands by itself. */
  sealed interface Statement extends Node {}

  /** What has a value. */
  sealed interface Operand extends Node {}

  record Body(int at, List<Statement> statements) implements Node {
    @Override
    public String toString() {
      return statements.stream().map(Object::toString).collect(Collectors.joining());
    }
  }

  record Text(int at, String text) implements Statement {
    @Override
    public String toString() {
      return text;
    }
  }

  record Action(int at, Pipeline pipeline) implements Statement {
    @Override
    public String toString() {
      return "{{" + pipeline + "}}";
    }
  }

  /** The blocks that decide by a pipeline. */
  enum Choice {
    IF,
    RANGE,
    WITH;

    String word() {
      return switch (this) {
        case IF -> "if";
        case RANGE -> "range";
        case WITH -> "with";
      };
    }
  }

  record Branch(int at, Choice choice, Pipeline pipeline, Body then, @Nullable Body otherwise)
      implements Statement {
    @Override
    public String toString() {
      String rest = otherwise == null ? "" : "{{else}}" + otherwise;
      return "{{" + choice.word() + " " + pipeline + "}}" + then + rest + "{{end}}";
    }
  }

  record Break(int at) implements Statement {
    @Override
    public String toString() {
      return "{{break}}";
    }
  }

  record Continue(int at) implements Statement {
    @Override
    public String toString() {
      return "{{continue}}";
    }
  }

  record Call(int at, String name, @Nullable Pipeline pipeline) implements Statement {
    @Override
    public String toString() {
      String with = pipeline == null ? "" : " " + pipeline;
      return "{{template " + Quoting.quote(name) + with + "}}";
    }
  }

  /**
   * Commands, each of which gets the value of the one before.
   *
   * @param assigns whether the variables exist before
   */
  record Pipeline(int at, boolean assigns, List<Variable> variables, List<Command> commands)
      implements Operand {
    @Override
    public String toString() {
      String names = variables.stream().map(Variable::toString).collect(Collectors.joining(", "));
      String sign = variables.isEmpty() ? "" : assigns ? " = " : " := ";
      return names
          + sign
          + commands.stream().map(Command::toString).collect(Collectors.joining(" | "));
    }
  }

  record Command(int at, List<Operand> words) implements Node {
    @Override
    public String toString() {
      return words.stream()
          .map(word -> word instanceof Pipeline ? "(" + word + ")" : word.toString())
          .collect(Collectors.joining(" "));
    }
  }

  record Name(int at, String name) implements Operand {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Fields of the dot, one of another. */
  record Field(int at, List<String> names) implements Operand {
    @Override
    public String toString() {
      return "." + String.join(".", names);
    }
  }

  /** A variable and fields of it. */
  record Variable(int at, String name, List<String> fields) implements Operand {
    @Override
    public String toString() {
      return fields.isEmpty() ? name : name + "." + String.join(".", fields);
    }
  }

  /** Fields of something else. */
  record Chain(int at, Operand of, List<String> names) implements Operand {
    @Override
    public String toString() {
      String inner = of instanceof Pipeline ? "(" + of + ")" : of.toString();
      return inner + "." + String.join(".", names);
    }
  }

  record Dot(int at) implements Operand {
    @Override
    public String toString() {
      return ".";
    }
  }

  record Nil(int at) implements Operand {
    @Override
    public String toString() {
      return "nil";
    }
  }

  /**
   * A literal.
   *
   * @param source as it is written
   */
  record Constant(int at, Object value, String source) implements Operand {
    @Override
    public String toString() {
      return source;
    }
  }
}
