package io.drover.jobspec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a job file is parsed with.
 *
 * @param variables values from the command line, in its order; the last of a name wins
 * @param varFiles files of values, in order, already read
 * @param variablesContent values sent along with the job, in the form of a file; empty for none
 * @param environment the environment; of it only {@code NOMAD_VAR_*} (and {@code HOME} for
 *     pathexpand) is read
 * @param allowFileSystemFunctions whether {@code file()} and the like work; never on a server
 * @param directory what relative paths of those functions are relative to
 * @param strict whether values for undeclared variables from flags and files are an error
 */
public record ParseOptions(
    List<Variable> variables,
    List<VarFile> varFiles,
    String variablesContent,
    Map<String, String> environment,
    boolean allowFileSystemFunctions,
    Path directory,
    boolean strict) {

  /** {@code -var name=value}. */
  public record Variable(String name, String value) {}

  /** A file of values by its name as given, and its content. */
  public record VarFile(String name, String content) {}

  public ParseOptions {
    variables = List.copyOf(variables);
    varFiles = List.copyOf(varFiles);
    environment = Map.copyOf(environment);
  }

  /** As a server parses: no values, no environment, no files. */
  public static ParseOptions server() {
    return server("");
  }

  /** As a server parses a job that comes with a text of values. */
  public static ParseOptions server(String variablesContent) {
    return new ParseOptions(
        List.of(), List.of(), variablesContent, Map.of(), false, Path.of(""), false);
  }

  /** As the command line parses, before flags are taken into account. */
  public static ParseOptions commandLine(Map<String, String> environment, Path directory) {
    return new ParseOptions(List.of(), List.of(), "", environment, true, directory, true);
  }

  public ParseOptions withVariables(List<Variable> variables) {
    return new ParseOptions(
        variables,
        varFiles,
        variablesContent,
        environment,
        allowFileSystemFunctions,
        directory,
        strict);
  }

  public ParseOptions withVarFiles(List<VarFile> varFiles) {
    return new ParseOptions(
        variables,
        varFiles,
        variablesContent,
        environment,
        allowFileSystemFunctions,
        directory,
        strict);
  }

  public ParseOptions withStrict(boolean strict) {
    return new ParseOptions(
        variables,
        varFiles,
        variablesContent,
        environment,
        allowFileSystemFunctions,
        directory,
        strict);
  }
}
