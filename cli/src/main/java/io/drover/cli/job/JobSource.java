package io.drover.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import io.drover.contract.json.Json;
import io.drover.jobspec.ParseOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A job file, HCL or JSON, with the flags that say how to read it. */
public final class JobSource {

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The job file, HCL or JSON; - is standard input.")
  String file = "-";

  @Option(names = "-json", description = "The file is JSON: the job, or {\"Job\": ...}.")
  boolean json;

  @Option(
      names = "-var",
      paramLabel = "NAME=VALUE",
      description = "The value of a variable of the job file; may be repeated.")
  List<String> variables = new ArrayList<>();

  @Option(
      names = "-var-file",
      paramLabel = "FILE",
      description = "A file with values of variables; may be repeated.")
  List<Path> variableFiles = new ArrayList<>();

  @Option(
      names = "-hcl2-strict",
      paramLabel = "BOOL",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description =
          "Whether a value for a variable that the file does not declare is an error. Default true.")
  boolean strict = true;

  @Option(names = "-hcl1", hidden = true, description = "Not supported.")
  boolean hcl1;

  @Option(
      names = "-vault-token",
      paramLabel = "TOKEN",
      description =
          "A Vault token that may do what the job's tasks may; default VAULT_TOKEN of the"
              + " environment, or the job's own.")
  String vaultToken = "";

  /** A job and, for the server to keep, what it was made from. */
  record Read(ObjectNode job, ObjectNode submission) {}

  Read read(Console console) throws IOException {
    if (hcl1) {
      throw new UsageException("HCL 1 is not read; remove -hcl1");
    }
    if (file.startsWith("http://") || file.startsWith("https://")) {
      throw new UsageException(
          "A job file is not fetched from an address; use `curl -fsS %s | drover job run -`"
              .formatted(file));
    }
    String source = text(console);
    boolean isJson = json || source.stripLeading().startsWith("{");
    return isJson ? readJson(source) : readHcl(console, source);
  }

  /** Puts the Vault token into a job that is to be sent; the server does not keep it. */
  void addVaultToken(Console console, ObjectNode job) {
    String token = vaultToken.isEmpty() ? console.variable("VAULT_TOKEN").orElse("") : vaultToken;
    if (!token.isEmpty()) {
      job.put("VaultToken", token);
    }
  }

  /** How to name the file in a command that the user may copy. */
  String name() {
    return file;
  }

  private String text(Console console) throws IOException {
    return file.equals("-")
        ? new String(console.in().readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(Path.of(file));
  }

  private Read readJson(String source) throws IOException {
    if (!variables.isEmpty() || !variableFiles.isEmpty()) {
      throw new UsageException("-var and -var-file are for HCL job files; this one is JSON");
    }
    JsonNode tree = Json.MAPPER.readTree(source);
    JsonNode job = tree.path("Job").isObject() ? tree.path("Job") : tree;
    if (!(job instanceof ObjectNode object)) {
      throw new UsageException("Error getting job struct: the JSON holds no job");
    }
    return new Read(object, submission(source, "json", ""));
  }

  private Read readHcl(Console console, String source) throws IOException {
    List<ParseOptions.VarFile> files = new ArrayList<>();
    for (Path path : variableFiles) {
      files.add(new ParseOptions.VarFile(path.toString(), Files.readString(path)));
    }
    List<ParseOptions.Variable> values =
        flags().entrySet().stream()
            .map(e -> new ParseOptions.Variable(e.getKey(), e.getValue()))
            .toList();
    ParseOptions options =
        ParseOptions.commandLine(environment(console), directory())
            .withVariables(values)
            .withVarFiles(files)
            .withStrict(strict);
    String name = file.equals("-") ? "<stdin>" : file;
    ObjectNode job = HclJob.parse(name, source, options);
    String texts = String.join("\n", files.stream().map(ParseOptions.VarFile::content).toList());
    return new Read(job, submission(source, "hcl2", texts));
  }

  /** DROVER_VAR_x sets a variable as NOMAD_VAR_x does, and wins. */
  private static Map<String, String> environment(Console console) {
    Map<String, String> environment = new LinkedHashMap<>();
    console.variablesWith("NOMAD_VAR_").forEach((k, v) -> environment.put("NOMAD_VAR_" + k, v));
    console.variablesWith("DROVER_VAR_").forEach((k, v) -> environment.put("NOMAD_VAR_" + k, v));
    console.variable("HOME").ifPresent(h -> environment.put("HOME", h));
    return environment;
  }

  /** What the file's own functions, such as file(), are relative to. */
  private Path directory() {
    return Path.of("").toAbsolutePath();
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      if (equals < 1) {
        throw new UsageException("-var takes NAME=VALUE, not \"%s\"".formatted(variable));
      }
      flags.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return flags;
  }

  private ObjectNode submission(String source, String format, String variableText) {
    ObjectNode submission = Json.MAPPER.createObjectNode();
    submission.put("Source", source);
    submission.put("Format", format);
    ObjectNode given = submission.putObject("VariableFlags");
    flags().forEach(given::put);
    submission.put("Variables", variableText);
    return submission;
  }

  /** A member that may be absent or null. */
  static @Nullable String member(ObjectNode job, String name) {
    JsonNode value = job.path(name);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
  }
}
