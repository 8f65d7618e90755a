package io.drover.jobspec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Job files and what Nomad 1.6.1 makes of them. Those that do not come out the same yet are named
 * in {@code golden-known-failing.txt}; an entry there that passes fails the test too, so the list
 * only gets shorter.
 */
class GoldenTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("src/test/resources/golden-hcl");
  private static final Path KNOWN_FAILING = Path.of("src/test/resources/golden-known-failing.txt");

  @TempDir Path directory;

  @Test
  void everyPairComesOutAsNomadHasItExceptTheKnownOnes() throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(FOLDER)) {
      names =
          files
              .map(p -> p.getFileName().toString())
              .filter(n -> n.endsWith(".nomad.hcl"))
              .map(n -> n.substring(0, n.length() - ".nomad.hcl".length()))
              .sorted()
              .toList();
    }
    Map<String, String> failing = new TreeMap<>();
    Map<String, int[]> byFeature = new TreeMap<>();
    for (String name : names) {
      String problem = check(name);
      int[] counts =
          byFeature.computeIfAbsent(
              name.contains("-") ? name.substring(0, name.indexOf('-')) : name, n -> new int[2]);
      counts[1]++;
      if (problem.isEmpty()) {
        counts[0]++;
      } else {
        failing.put(name, problem);
      }
    }
    System.out.println("golden job files: " + (names.size() - failing.size()) + "/" + names.size());
    byFeature.forEach(
        (feature, counts) ->
            System.out.println("  " + feature + " " + counts[0] + "/" + counts[1]));
    List<String> known =
        Files.readAllLines(KNOWN_FAILING).stream()
            .filter(l -> !l.isBlank() && !l.startsWith("#"))
            .map(l -> l.split(" ")[0])
            .toList();
    Map<String, String> unexpected = new TreeMap<>(failing);
    known.forEach(unexpected::remove);
    unexpected.forEach((n, problem) -> System.out.println("FAILS " + n + "\n" + problem));
    assertThat(names).hasSizeGreaterThan(400);
    assertThat(unexpected.keySet()).as("pairs that fail").isEmpty();
    TreeSet<String> nowPassing = new TreeSet<>(known);
    nowPassing.removeAll(failing.keySet());
    assertThat(nowPassing).as("known failing ones that pass: take them off the list").isEmpty();
  }

  /** Empty if the pair comes out right. */
  private String check(String name) throws IOException {
    JsonNode expected = JSON.readTree(Files.readString(FOLDER.resolve(name + ".json")));
    String source = Files.readString(FOLDER.resolve(name + ".nomad.hcl"));
    if (expected.has("hclv1") || expected.path("cli").path("flags").toString().contains("hcl1")) {
      return "the older parser is not there";
    }
    boolean cli = expected.has("cli");
    String fileName = cli ? name + ".nomad.hcl" : "input.hcl";
    ParseOptions options =
        cli
            ? commandLine(name, expected.path("cli"))
            : ParseOptions.server(expected.path("variables").asText(""));
    JsonNode actual;
    try {
      actual = withoutNulls(JobFile.parse(fileName, source, options));
    } catch (JobFileException e) {
      return checkError(expected, e.text());
    } catch (RuntimeException | StackOverflowError e) {
      java.io.StringWriter trace = new java.io.StringWriter();
      e.printStackTrace(new java.io.PrintWriter(trace));
      return "threw " + trace.toString().lines().limit(6).toList();
    }
    if (!expected.has("canonicalize")) {
      return "gave a job, expected " + expected.path("error").asText() + "\n  " + actual;
    }
    JsonNode job = JSON.readTree(expected.path("canonicalize").toString());
    JsonNode again = JSON.readTree(actual.toString());
    return job.equals(again) ? "" : "  expected " + job + "\n  actual   " + again;
  }

  private static String checkError(JsonNode expected, String text) {
    List<String> accepted = new ArrayList<>();
    expected.path("error_any_of").forEach(e -> accepted.add(withoutPrefix(e.asText())));
    accepted.add(withoutPrefix(expected.path("error").asText()));
    return accepted.contains(text)
        ? ""
        : "  expected "
            + (expected.has("error") ? accepted.getFirst() : "a job")
            + "\n  actual   "
            + text;
  }

  private static String withoutPrefix(String error) {
    String text = error.replaceFirst("^Failed to parse job: ", "");
    return text.replaceFirst(
        "^Error getting job struct: (?:Error parsing job file from \\S+:\n"
            + "|Failed to parse using HCL 2[^\n]*\n)",
        "");
  }

  private ParseOptions commandLine(String name, JsonNode cli) throws IOException {
    Path own = Files.createDirectories(directory.resolve(name));
    for (Map.Entry<String, JsonNode> file : cli.path("files").properties()) {
      Path path = own.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue().asText());
    }
    Map<String, String> environment = new HashMap<>();
    cli.path("env").properties().forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
    List<ParseOptions.VarFile> files = new ArrayList<>();
    Map<String, String> contents = new TreeMap<>();
    cli.path("var_files")
        .properties()
        .forEach(e -> contents.put(e.getKey(), e.getValue().asText()));
    contents.forEach((file, content) -> files.add(new ParseOptions.VarFile(file, content)));
    List<ParseOptions.Variable> variables = new ArrayList<>();
    for (JsonNode variable : cli.path("vars")) {
      String[] parts = variable.asText().split("=", 2);
      if (parts.length == 2) {
        variables.add(new ParseOptions.Variable(parts[0], parts[1]));
      }
    }
    return ParseOptions.commandLine(environment, own)
        .withVarFiles(files)
        .withVariables(variables)
        .withStrict(!cli.path("flags").toString().contains("-hcl2-strict=false"));
  }

  /** The corpus has no null members, not even those of a driver's config. */
  private static JsonNode withoutNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Iterator<Map.Entry<String, JsonNode>> members = object.fields();
      while (members.hasNext()) {
        if (members.next().getValue().isNull()) {
          members.remove();
        }
      }
    }
    node.forEach(GoldenTest::withoutNulls);
    return node;
  }
}
