package io.drover.e2e.bench;

import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Ports;
import io.drover.e2e.fixture.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * `docs/bench/run [-only NAME,...] [-nomad BINARY] [-out FILE]`. Measures Drover and, if a Nomad
 * binary is given, Nomad right after it, one measurement at a time, each on a fresh data folder.
 */
final class Bench {

  private final Optional<Path> nomad;
  private final Report report = new Report();

  private Bench(Optional<Path> nomad) {
    this.nomad = nomad;
  }

  public static void main(String[] args) throws IOException {
    Optional<Path> nomad = option(args, "-nomad").map(Path::of);
    Optional<Set<String>> only = option(args, "-only").map(o -> Set.of(o.split(",")));
    List<Measurement> chosen =
        Measurements.all().stream()
            .filter(m -> only.isEmpty() || only.get().contains(m.name()))
            .toList();
    makeStartUpCaches();
    Bench bench = new Bench(nomad);
    chosen.forEach(bench::run);
    String table = bench.report.markdown(chosen);
    System.out.println(table);
    Optional<String> out = option(args, "-out");
    if (out.isPresent()) {
      Files.writeString(Path.of(out.get()), table);
    }
  }

  /** What `./drover build` does for a user once, before anything is started. */
  private static void makeStartUpCaches() throws IOException {
    Ports ports = Ports.free();
    Path file =
        Files.writeString(
            Project.emptyFolder("bench-caches").resolve("ports.hcl"),
            "ports {%n  http = %d%n  rpc  = %d%n  serf = %d%n}%n"
                .formatted(ports.http(), ports.rpc(), ports.serf()));
    Launcher.Result made = Launcher.run(Map.of(), "aot", "-config=" + file);
    if (made.code() != 0) {
      System.err.println("no start-up caches, so starts are slower: " + made.all());
    }
  }

  private static Optional<String> option(String[] args, String name) {
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals(name)) {
        return Optional.of(args[i + 1]);
      }
    }
    return Optional.empty();
  }

  private void run(Measurement measurement) {
    report.drover(measurement, one(measurement, new DroverTarget(measurement.name())));
    nomad.ifPresent(
        binary ->
            report.nomad(
                measurement, one(measurement, new NomadTarget(binary, measurement.name()))));
  }

  /** One that fails leaves its cells of the table empty. */
  private static Map<String, Double> one(Measurement measurement, Target target) {
    String who = target.getClass().getSimpleName().replace("Target", "");
    try (target) {
      target.start();
      Map<String, Double> found = measurement.body().measure(target);
      System.err.printf("%s, %s: %s%n", who, measurement.name(), found);
      return found;
    } catch (IOException | RuntimeException | AssertionError e) {
      System.err.printf("%s, %s failed: %s%n", who, measurement.name(), e);
      e.printStackTrace();
      return Map.of();
    }
  }
}
