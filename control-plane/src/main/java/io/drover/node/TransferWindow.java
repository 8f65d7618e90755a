package io.drover.node;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/**
 * How much of a stream that nobody reads may wait in this process. gRPC would let it grow with the
 * speed of the network; fixed, all transfers together have a bound.
 */
@Singleton
public final class TransferWindow implements ServerBuilderCustomizer<VertxServerBuilder> {

  /** Half of gRPC's own beginning; 20 MB/s at a round trip of 25 ms. */
  private static final int WINDOW_BYTES = 512 << 10;

  @Override
  public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
    builder.nettyBuilder().flowControlWindow(WINDOW_BYTES);
  }
}
