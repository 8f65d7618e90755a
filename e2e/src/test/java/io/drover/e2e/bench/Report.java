package io.drover.e2e.bench;

import io.drover.e2e.fixture.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures as a table in Markdown. */
final class Report {

  private final Map<Measurement.Row, Double> drover = new LinkedHashMap<>();
  private final Map<Measurement.Row, Double> nomad = new LinkedHashMap<>();

  void drover(Measurement measurement, Map<String, Double> figures) {
    put(drover, measurement, figures);
  }

  void nomad(Measurement measurement, Map<String, Double> figures) {
    put(nomad, measurement, figures);
  }

  private static void put(
      Map<Measurement.Row, Double> into, Measurement measurement, Map<String, Double> figures) {
    for (Measurement.Row row : measurement.rows()) {
      Double value = figures.get(row.what());
      if (value != null) {
        into.put(row, value);
      }
    }
  }

  String markdown(List<Measurement> measurements) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(machine()).append('\n').append('\n');
    text.append("| Measure | Unit | Drover | Nomad 1.6.1, same run | Drover is better by | ")
        .append("Nomad, seen before | Budget |\n|---|---|--:|--:|--:|--:|--:|\n");
    for (Measurement measurement : measurements) {
      for (Measurement.Row row : measurement.rows()) {
        text.append(
            "| %s | %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                    row.what(),
                    row.unit(),
                    number(drover.get(row)),
                    number(nomad.get(row)),
                    ratio(row),
                    row.seenOfNomad(),
                    row.goal()));
      }
    }
    return text.toString();
  }

  private String ratio(Measurement.Row row) {
    Double ours = drover.get(row);
    Double theirs = nomad.get(row);
    if (ours == null || theirs == null) {
      return "";
    }
    double factor = row.moreIsBetter() ? ours / theirs : theirs / ours;
    return String.format(Locale.ROOT, "%.1f ×", factor);
  }

  private static String number(@Nullable Double value) {
    if (value == null) {
      return "";
    }
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }

  private static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(l -> l.startsWith("model name"))
            .map(l -> l.replaceAll("^.*:\\s*", ""))
            .findFirst()
            .orElse("unknown processor");
    String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\D", "");
    return "%s, commit %s. %d × %s, %d GB, Linux %s, JDK %s."
        .formatted(
            LocalDate.now(java.time.ZoneOffset.UTC),
            commit(),
            Runtime.getRuntime().availableProcessors(),
            model,
            Math.round(Long.parseLong(memory) / 1048576.0),
            System.getProperty("os.version"),
            Runtime.version());
  }

  private static String commit() throws IOException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
            .directory(Project.root().toFile())
            .start();
    return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
