package io.drover.sidecar.grpc.executor;

import io.drover.contract.executor.v1.ExecutorGrpc;
import io.drover.sidecar.executor.Executor;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Serves the executor on a Unix domain socket that only the sidecar's user can open. */
public final class ExecutorSocket implements AutoCloseable {

  private static final long STOP_SECONDS = 2;

  private final Path path;
  private final Server server;
  private final EventLoopGroup loop;
  private final ExecutorService calls;

  private ExecutorSocket(Path path, Server server, EventLoopGroup loop, ExecutorService calls) {
    this.path = path;
    this.server = server;
    this.loop = loop;
    this.calls = calls;
  }

  /**
   * Begins to serve. A socket that an earlier life left there is replaced.
   *
   * @throws IOException naming the path
   */
  public static ExecutorSocket open(Path path, Executor executor) throws IOException {
    EventLoopGroup loop = new NioEventLoopGroup(1);
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    try {
      // Born where nobody else can go, so that at no moment its mode is another.
      Path nursery = Files.createTempDirectory(path.toAbsolutePath().getParent(), ".executor");
      try {
        Path born = nursery.resolve("s");
        Server server =
            NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(born))
                .channelFactory(NioServerDomainSocketChannel::new)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .executor(calls)
                .addService(ExecutorGrpc.bindService(new EngineService(executor)))
                .build()
                .start();
        Files.setPosixFilePermissions(born, PosixFilePermissions.fromString("rw-------"));
        Files.move(born, path, StandardCopyOption.ATOMIC_MOVE);
        return new ExecutorSocket(path, server, loop, calls);
      } finally {
        Files.deleteIfExists(nursery.resolve("s"));
        Files.delete(nursery);
      }
    } catch (IOException | RuntimeException failure) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      calls.shutdownNow();
      throw new IOException("executorSocket " + path + ": " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() throws IOException {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        calls.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    calls.shutdownNow();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    Files.deleteIfExists(path);
  }
}
