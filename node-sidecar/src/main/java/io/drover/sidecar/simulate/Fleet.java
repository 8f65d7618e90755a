package io.drover.sidecar.simulate;

import io.drover.sidecar.simulate.SimulateOptions.Vanishing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** All nodes, on a few threads. */
final class Fleet implements AutoCloseable {

  private static final int THREADS_MAX = 4;

  private final List<ExecutorService> threads;
  private final Timers timers = new Timers();
  private final Channels channels = new Channels();
  private final Counts counts = new Counts();
  private volatile boolean closing;

  private Fleet(List<ExecutorService> threads) {
    this.threads = threads;
  }

  /** Starts to open all sessions; {@code problems} takes what the user should know. */
  static Fleet start(SimulateOptions options, Consumer<String> problems) {
    int processors = Runtime.getRuntime().availableProcessors();
    List<ExecutorService> threads =
        IntStream.range(0, Math.min(THREADS_MAX, processors))
            .mapToObj(
                number ->
                    Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("simulate-nodes-" + number).daemon().factory()))
            .toList();
    Fleet fleet = new Fleet(threads);
    fleet.open(options, problems);
    return fleet;
  }

  private void open(SimulateOptions options, Consumer<String> problems) {
    Surroundings world =
        new Surroundings(
            options,
            new NodeDescriptions(options),
            new GroupPlans(options),
            counts,
            channels,
            new Admission(),
            timers,
            Clock.systemUTC(),
            text -> {
              // Sessions that end because all of this ends are no problem.
              if (!closing) {
                problems.accept(text);
              }
            });
    List<SimulatedNode> nodes = new ArrayList<>(options.nodes());
    for (int number = 0; number < options.nodes(); number++) {
      nodes.add(new SimulatedNode(number, world, threads.get(number % threads.size())));
    }
    nodes.forEach(SimulatedNode::knock);
    scheduleVanishings(options, nodes);
  }

  private void scheduleVanishings(SimulateOptions options, List<SimulatedNode> nodes) {
    List<SimulatedNode> order = new ArrayList<>(nodes);
    Collections.shuffle(order, new Random(options.seed()));
    int next = 0;
    for (Vanishing vanishing : options.vanishings()) {
      List<SimulatedNode> chosen = List.copyOf(order.subList(next, next + vanishing.nodes()));
      next += vanishing.nodes();
      timers.after(
          vanishing.after(), Runnable::run, () -> chosen.forEach(SimulatedNode::vanishSoon));
    }
  }

  Counts counts() {
    return counts;
  }

  /** Ends all sessions, as if every machine were switched off. */
  @Override
  public void close() {
    closing = true;
    timers.quieten();
    channels.close();
    threads.forEach(ExecutorService::close);
    timers.close();
  }
}
