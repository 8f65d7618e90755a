package io.drover.e2e.bench;

import io.drover.e2e.fixture.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What is measured: a server and a node on this machine, started fresh for each measurement. */
interface Target extends AutoCloseable {

  /** Starts the programs without waiting. */
  void start();

  int port();

  /** The programs' processes by a name for each. */
  Map<String, ProcessHandle> programs();

  /** Whether an executable, by its path, is a part of the target and no task of its. */
  boolean owns(String executable);

  @Override
  void close();

  /** Memory of everything that is the target's own, tasks left out, shared pages divided. */
  default double ownMegabytes() {
    List<ProcessHandle> programs = List.copyOf(programs().values());
    long kilobytes =
        ProcessHandle.allProcesses()
            .filter(p -> programs.contains(p) || owns(executable(p)))
            .mapToLong(Target::proportionalKilobytes)
            .sum();
    return kilobytes / 1024.0;
  }

  private static String executable(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", "" + process.pid(), "exe")).toString();
    } catch (IOException ended) {
      return "";
    }
  }

  private static long proportionalKilobytes(ProcessHandle process) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc", "" + process.pid(), "smaps_rollup"));
      String line = lines.stream().filter(l -> l.startsWith("Pss:")).findFirst().orElse("Pss: 0");
      return Long.parseLong(line.replaceAll("\\D", ""));
    } catch (IOException ended) {
      return 0;
    }
  }

  default Http http() {
    return new Http("http://127.0.0.1:" + port());
  }

  /** Waits until jobs can be read; the time this took. */
  default Duration awaitAnswer() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < Duration.ofSeconds(90).toNanos()) {
      if (answers("/v1/jobs", "[")) {
        return Duration.ofNanos(System.nanoTime() - begun);
      }
      pause(5);
    }
    throw new IllegalStateException("no answer after 90 s");
  }

  /** Waits until tasks can be run too. */
  default void awaitNode() {
    long begun = System.nanoTime();
    while (!answers("/v1/nodes", "\"ready\"")) {
      if (System.nanoTime() - begun > Duration.ofSeconds(90).toNanos()) {
        throw new IllegalStateException("no node is ready after 90 s");
      }
      pause(50);
    }
  }

  private boolean answers(String path, String part) {
    try {
      Http.Answer answer = http().get(path);
      return answer.status() == 200 && answer.body().contains(part);
    } catch (IOException e) {
      return false;
    }
  }

  /** In megabytes, as the kernel counts it. */
  static double residentMegabytes(ProcessHandle process) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"));
      String line = lines.stream().filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** A benchmark may wait for time to pass; tests may not. */
  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
