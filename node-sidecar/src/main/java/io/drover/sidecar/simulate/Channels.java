package io.drover.sidecar.simulate;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Connections, each for several hundred nodes, opened when the first of them needs one. */
final class Channels implements AutoCloseable {

  private static final int NODES_EACH = 500;
  private static final int EVENT_LOOPS = 2;
  // A full set of desired allocations comes in one message.
  private static final int MESSAGE_BYTES_MAX = 64 << 20;
  private static final int WINDOW_BYTES = 1 << 20;

  private record Key(String address, int slot) {}

  private final EventLoopGroup loops =
      new NioEventLoopGroup(
          EVENT_LOOPS, Thread.ofPlatform().name("simulate-net-", 0).daemon().factory());
  private final Map<Key, ManagedChannel> open = new ConcurrentHashMap<>();

  /** The connection of a node to a member. */
  Channel of(String address, int node) {
    return open.computeIfAbsent(new Key(address, node / NODES_EACH), key -> channel(address));
  }

  private ManagedChannel channel(String address) {
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .eventLoopGroup(loops)
        .channelType(NioSocketChannel.class)
        .flowControlWindow(WINDOW_BYTES)
        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
        .build();
  }

  @Override
  public void close() {
    open.values().forEach(ManagedChannel::shutdownNow);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
