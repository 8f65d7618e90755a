package io.drover.cluster;

import io.drover.contract.member.v1.MembersGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks the members at some addresses, one after another, again and again until it is closed. */
final class Discovery implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Discovery.class);
  private static final long ASK_SECONDS = 2;
  private static final long PAUSE_MILLIS = 500;

  /** A member that cannot be reached is told of at the first time, and then once a minute. */
  private static final int ROUNDS_PER_LINE = 120;

  /** Takes up an answer. */
  interface Listener {
    void heard(Formation.Greeting other) throws Formation.StrangerException;
  }

  private final List<String> addresses;
  private final Supplier<Formation.Greeting> greeting;
  private final Listener listener;
  private volatile boolean closed;
  private @Nullable Thread thread;

  Discovery(List<String> addresses, Supplier<Formation.Greeting> greeting, Listener listener) {
    this.addresses = addresses;
    this.greeting = greeting;
    this.listener = listener;
  }

  synchronized void start() {
    thread = Thread.ofVirtual().name("discovery").start(this::loop);
  }

  private void loop() {
    for (int round = 0; !closed && greeting.get().clusterId().isEmpty(); round++) {
      for (String address : addresses) {
        ask(address, round % ROUNDS_PER_LINE == 0);
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException closing) {
        return;
      }
    }
  }

  private void ask(String address, boolean tell) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      listener.heard(
          MemberService.read(
              MembersGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS)
                  .hello(MemberService.write(greeting.get()))));
    } catch (StatusRuntimeException unreachable) {
      if (tell) {
        LOG.infof("no member at %s yet: %s", address, unreachable.getStatus().getCode());
      }
    } catch (Formation.StrangerException stranger) {
      if (tell) {
        LOG.error(stranger.getMessage());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
