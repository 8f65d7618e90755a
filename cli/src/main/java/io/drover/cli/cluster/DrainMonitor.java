package io.drover.cli.cluster;

import io.drover.cli.Api;
import io.drover.cli.Command;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Format;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Follows a drain until it is over and all that was to move has stopped. The node and its
 * allocations change independently, so each is waited for on a thread of its own; only the caller
 * prints.
 */
final class DrainMonitor {

  private static final Set<String> RUNS = Set.of("pending", "running");

  private final Api api;
  private final Console console;
  private final boolean ignoreSystem;
  private final BlockingQueue<Said> queue = new LinkedBlockingQueue<>();

  DrainMonitor(Api api, Console console, boolean ignoreSystem) {
    this.api = api;
    this.console = console;
    this.ignoreSystem = ignoreSystem;
  }

  /** What one of the two has to say. */
  private sealed interface Said {}

  private record Line(String text) implements Said {}

  private record Over(String text) implements Said {}

  private record Broken(IOException why) implements Said {}

  /** A row of waits; the last of them says that it is over. */
  @FunctionalInterface
  private interface Watching {
    String until() throws IOException;
  }

  int follow(String node) throws IOException {
    tell("Monitoring node \"%s\": Ctrl-C to stop; that does not end the drain".formatted(node));
    begin(() -> node(node));
    begin(() -> allocations(node));
    int over = 0;
    try {
      while (over < 2) {
        switch (queue.take()) {
          case Line line -> tell(line.text());
          case Over end -> {
            tell(end.text());
            over++;
          }
          case Broken broken -> throw broken.why();
        }
      }
      return Command.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Command.FAILED;
    }
  }

  private void begin(Watching watching) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                queue.add(new Over(watching.until()));
              } catch (IOException e) {
                queue.add(new Broken(e));
              }
            });
  }

  private String node(String id) throws IOException {
    Doc before = Doc.empty();
    String status = "";
    long index = 0;
    while (true) {
      Api.Answer answer = api.await(Api.path("node", id), index);
      Doc strategy = answer.body().at("DrainStrategy");
      if (strategy.isAbsent()) {
        return "Drain complete for node " + id;
      }
      String now = answer.body().text("Status");
      if (now.equals("down") && !now.equals(status)) {
        queue.add(new Line("Node \"%s\" down".formatted(id)));
      }
      if (!before.isAbsent() && !before.equals(strategy)) {
        queue.add(new Line("Node \"%s\" drain updated".formatted(id)));
      }
      status = now;
      before = strategy;
      index = answer.index() < index ? 0 : answer.index();
    }
  }

  private String allocations(String node) throws IOException {
    Map<String, Doc> known = new HashMap<>();
    long index = 0;
    while (true) {
      Api.Answer answer = api.await(Api.path("node", node, "allocations"), index);
      List<Doc> all = answer.body().items();
      for (Doc allocation : all) {
        Doc before = known.put(allocation.text("ID"), allocation);
        if (before != null) {
          news(before, allocation);
        }
      }
      if (all.stream().noneMatch(this::stillRuns)) {
        return "All allocations on node \"%s\" have stopped".formatted(node);
      }
      index = answer.index() < index ? 0 : answer.index();
    }
  }

  private boolean stillRuns(Doc allocation) {
    boolean ignored = ignoreSystem && allocation.at("Job").text("Type").equals("system");
    return !ignored && RUNS.contains(allocation.text("ClientStatus"));
  }

  private void news(Doc before, Doc now) {
    boolean moving = now.at("DesiredTransition").is("Migrate");
    String was = before.text("ClientStatus");
    String is = now.text("ClientStatus");
    String news = "";
    if (!was.equals(is)) {
      news = "status " + was + " -> " + is;
    } else if (moving && !before.at("DesiredTransition").is("Migrate")) {
      news = "marked for migration";
    } else if (moving
        && now.text("DesiredStatus").equals("stop")
        && !before.text("DesiredStatus").equals("stop")) {
      news = "draining";
    }
    if (!news.isEmpty()) {
      queue.add(new Line("Alloc \"%s\" %s".formatted(now.text("ID"), news)));
    }
  }

  private void tell(String text) {
    console.line(Format.time(console.clock().instant(), console.clock().getZone()) + ": " + text);
  }
}
