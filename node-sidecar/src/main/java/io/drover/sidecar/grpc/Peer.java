package io.drover.sidecar.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which member of the control plane a session is with. Its requests are known to that member only,
 * and the name that was dialled may stand for several.
 */
final class Peer implements ClientInterceptor, Supplier<ManagedChannel> {

  private final String dialled;
  private volatile @Nullable InetSocketAddress address;

  Peer(String dialled) {
    this.dialled = dialled;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onHeaders(Metadata answered) {
                if (getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                    instanceof InetSocketAddress known) {
                  address = known;
                }
                super.onHeaders(answered);
              }
            },
            headers);
      }
    };
  }

  /** A further connection to that member. */
  @Override
  public ManagedChannel get() {
    InetSocketAddress known = address;
    ManagedChannelBuilder<?> builder =
        known == null
            ? ManagedChannelBuilder.forTarget(dialled)
            : ManagedChannelBuilder.forAddress(
                known.getAddress().getHostAddress(), known.getPort());
    // What arrives is put into a queue at once, which needs no thread of its own.
    return builder.usePlaintext().directExecutor().build();
  }
}
