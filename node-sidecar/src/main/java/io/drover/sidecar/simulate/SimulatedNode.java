package io.drover.sidecar.simulate;

import io.drover.contract.node.v1.NodeSessionGrpc;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node: keeps a session with some member of the control plane and sends heartbeats. All of it
 * runs on one thread, which it shares with many others.
 */
final class SimulatedNode {

  private static final Duration WELCOME_WAIT = Duration.ofSeconds(60);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(5);
  private static final int REDIRECTS_MAX = 3;
  // The servers answer each one.
  private static final int UNANSWERED_MAX = 3;

  private final int number;
  private final Surroundings world;
  private final Executor thread;
  private final RandomGenerator random;
  private final Reports reports;
  private final Work work;
  private @Nullable NodeConnection current;
  private String leader = "";
  private int attempts;
  private int redirects;
  private int unanswered;
  private boolean silent;

  /**
   * Makes a node, which does nothing yet.
   *
   * @param thread runs one thing after another
   */
  SimulatedNode(int number, Surroundings world, Executor thread) {
    this.number = number;
    this.world = world;
    this.thread = thread;
    random = new SplittableRandom(world.options().seed() * 1_000_003 + number);
    reports = new Reports(world.timers(), thread);
    work = new Work(world, thread, reports);
  }

  /** Tells the user of something that should not be. */
  void problem(String text) {
    world.problems().accept(world.descriptions().name(number) + ": " + text);
  }

  /** Opens a session as soon as it is admitted. */
  void knock() {
    world.admission().enter(() -> thread.execute(this::connect));
  }

  private void connect() {
    if (silent) {
      world.admission().leave();
      return;
    }
    NodeConnection connection = new NodeConnection(this, work, reports);
    current = connection;
    NodeSessionGrpc.newStub(world.channels().of(address(), number))
        .withExecutor(thread)
        .open(connection);
    connection.hello(world.descriptions().of(number));
    world
        .timers()
        .after(
            WELCOME_WAIT,
            thread,
            () -> {
              if (!connection.welcomed()) {
                connection.close("the control plane does not answer");
              }
            });
  }

  private String address() {
    List<String> servers = world.options().servers();
    return leader.isEmpty() ? servers.get((number + attempts) % servers.size()) : leader;
  }

  /** The control plane has taken the node. */
  void welcomed(NodeConnection connection, long ttlMillis) {
    world.admission().leave();
    if (silent) {
      connection.ignore();
      return;
    }
    world.counts().connected(1);
    attempts = 0;
    redirects = 0;
    unanswered = 0;
    reports.begin(connection::send, work.all());
    beatLater(connection, ttlMillis);
  }

  /** Somewhat before half the time to live, so that nodes do not all come at once. */
  private void beatLater(NodeConnection connection, long ttlMillis) {
    long wait = (long) (ttlMillis / 2.0 * (0.8 + 0.2 * random.nextDouble()));
    world.timers().after(Duration.ofMillis(wait), thread, () -> beat(connection));
  }

  private void beat(NodeConnection connection) {
    if (connection != current || silent) {
      return;
    }
    if (unanswered >= UNANSWERED_MAX) {
      connection.close("the control plane is silent");
      return;
    }
    if (random.nextDouble() >= world.options().heartbeatLoss()) {
      unanswered++;
      connection.send(NodeConnection.HEARTBEAT);
    }
    beatLater(connection, connection.ttlMillis());
  }

  /** The control plane has heard a heartbeat. */
  void heard() {
    unanswered = 0;
  }

  /** The session is over; the next is opened, now or after a while. */
  void ended(NodeConnection connection, NodeConnection.End end) {
    if (connection != current) {
      return;
    }
    current = null;
    reports.end();
    if (!end.welcomed()) {
      world.admission().leave();
    }
    if (silent) {
      return;
    }
    if (end.welcomed()) {
      world.counts().connected(-1);
    }
    if (!end.mayRetry()) {
      world.counts().refused();
      problem("refused: " + end.reason());
      return;
    }
    // Members may disagree for a moment on who leads: then nobody is asked in a circle.
    String asked = address();
    leader = redirects < REDIRECTS_MAX ? end.leader() : "";
    if (leader.isEmpty()) {
      world.problems().accept("no session with %s: %s".formatted(asked, end.reason()));
      redirects = 0;
      world.timers().after(pause(), thread, this::knock);
    } else {
      redirects++;
      knock();
    }
  }

  /** Between half and the whole of a time that doubles up to its bound. */
  private Duration pause() {
    Duration grown = RETRY_FIRST.multipliedBy(1L << Math.min(attempts++, 10));
    Duration wait = grown.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : grown;
    return Duration.ofNanos((long) (wait.toNanos() * (0.5 + random.nextDouble() / 2)));
  }

  /** Says nothing any more, for good; its session stays open, as after a cable was cut. */
  void vanishSoon() {
    thread.execute(this::vanish);
  }

  private void vanish() {
    silent = true;
    world.counts().vanished();
    reports.end();
    work.vanish();
    NodeConnection connection = current;
    if (connection != null && connection.welcomed()) {
      world.counts().connected(-1);
      connection.ignore();
    }
  }
}
