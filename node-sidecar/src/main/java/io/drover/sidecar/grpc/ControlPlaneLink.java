package io.drover.sidecar.grpc;

import io.drover.contract.model.Node;
import io.drover.contract.node.v1.NodeSessionGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session with some member of the control plane, always. One thread opens one session after
 * another; a second looks at the machine every so often and tells of changes.
 */
public final class ControlPlaneLink implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ControlPlaneLink.class);
  // A full set of desired allocations comes in one message: a thousand of them with their jobs.
  private static final int MESSAGE_BYTES_MAX = 64 << 20;
  // Input that commands do not read is held back by the sender but for this much of each.
  static final int WINDOW_BYTES = 128 << 10;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  private static final int FAILURES_PER_LINE = 30;
  private static final int REDIRECTS_MAX = 3;

  /** Takes the node's fingerprint. */
  public interface NodeSource {
    Node take() throws IOException;
  }

  private final List<String> addresses;
  private final NodeSource source;
  private final Session.Parts parts;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private final CompletableFuture<String> banned = new CompletableFuture<>();
  private int failures;
  private volatile boolean closed;
  private volatile @Nullable Session current;
  private volatile Node node;
  private @Nullable Thread thread;

  public ControlPlaneLink(
      List<String> addresses, NodeSource source, Node first, Session.Parts parts) {
    this.addresses = addresses;
    this.source = source;
    this.node = first;
    this.parts = parts;
  }

  /** Starts to connect. */
  public void start() {
    thread = Thread.ofPlatform().name("control-plane-link").daemon().start(this::loop);
    parts
        .timer()
        .scheduleWithFixedDelay(
            this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    parts.sources().metadata().listen(() -> parts.timer().execute(this::look));
  }

  /** Completed with the reason when the control plane does not want this node back. */
  public CompletableFuture<String> banned() {
    return banned;
  }

  /** The node as it was last told. */
  public Node node() {
    return node;
  }

  private void look() {
    try {
      Node seen = source.take();
      if (!seen.equals(node)) {
        node = seen;
        Session session = current;
        if (session != null) {
          session.hello(seen);
        }
      }
    } catch (IOException | RuntimeException failure) {
      LOG.errorf("taking the fingerprint: %s", failure.getMessage());
    }
  }

  private void loop() {
    String leader = "";
    int redirects = 0;
    for (int attempt = 0; !closed; ) {
      String address = leader.isEmpty() ? addresses.get(attempt++ % addresses.size()) : leader;
      Session.End end = once(address);
      if (closed) {
        return;
      }
      tell(address, end);
      if (!end.mayRetry()) {
        banned.complete(end.reason());
        return;
      }
      if (end.welcomed()) {
        backoff.reset();
        redirects = 0;
      }
      // Members may disagree for a moment on who leads: then nobody is asked in a circle.
      leader = redirects++ < REDIRECTS_MAX ? end.leader() : "";
      if (leader.isEmpty()) {
        redirects = 0;
        pause(backoff.next());
      }
    }
  }

  /** The first failure is told, and then one in a while: a control plane may be away for long. */
  private void tell(String address, Session.End end) {
    if (end.welcomed() || !end.mayRetry() || failures++ % FAILURES_PER_LINE == 0) {
      LOG.infof("no session with %s: %s", address, end.reason());
    }
    if (end.welcomed()) {
      failures = 0;
    }
  }

  private Session.End once(String address) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(address)
            .usePlaintext()
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .build();
    try {
      Session session = new Session(parts, node, channel);
      NodeSessionGrpc.newStub(channel).open(session);
      current = session;
      session.begin();
      return session.end().join();
    } catch (RuntimeException failure) {
      return new Session.End(false, true, String.valueOf(failure.getMessage()));
    } finally {
      current = null;
      channel.shutdownNow();
    }
  }

  private static void pause(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    Session session = current;
    if (session != null) {
      session.close("the node stops");
    }
    if (thread != null) {
      thread.interrupt();
    }
  }
}
