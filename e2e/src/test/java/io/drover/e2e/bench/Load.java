package io.drover.e2e.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Closed-loop load: each connection sends its next request once its last one is answered. All of
 * them are in one thread, so that the server has the other processor.
 */
final class Load implements AutoCloseable {

  /** The next request of a connection; null when it has no more. */
  interface Requests {
    byte @Nullable [] next();
  }

  /**
   * @param perSecond answers a second over the measured time
   * @param failed answers other than 200, over the whole time
   */
  record Result(int answers, double perSecond, Latencies latencies, int failed, long lastNanos) {}

  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final Requests requests;
  private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
  private final AtomicInteger sent = new AtomicInteger();

  private Latencies latencies = new Latencies();
  private int open;
  private int failed;
  private long lastNanos;

  /** Connects right away, to the loopback address. */
  Load(int port, int connections, Requests requests) throws IOException {
    this.requests = requests;
    this.selector = Selector.open();
    for (int i = 0; i < connections; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Client client = new Client(channel);
      channel.register(selector, SelectionKey.OP_READ, client);
      clients.add(client);
    }
  }

  /** Until that time is over; what comes within the warm-up is not counted. */
  Result run(Duration warmUp, Duration measured) throws IOException {
    begin();
    turn(System.nanoTime() + warmUp.toNanos());
    latencies = new Latencies();
    long from = System.nanoTime();
    turn(from + measured.toNanos());
    return result(from, System.nanoTime());
  }

  /** Until no connection has anything more to ask. */
  Result runToEnd() throws IOException {
    long from = System.nanoTime();
    begin();
    turn(Long.MAX_VALUE);
    return result(from, lastNanos);
  }

  /** How many requests have been sent; another thread may ask. */
  int sent() {
    return sent.get();
  }

  private Result result(long from, long to) {
    int count = latencies.count();
    return new Result(count, count / ((to - from) / 1e9), latencies, failed, lastNanos);
  }

  private void begin() throws IOException {
    open = clients.size();
    for (Client client : clients) {
      client.send();
    }
  }

  private void turn(long end) throws IOException {
    while (open > 0 && System.nanoTime() - end < 0) {
      selector.select(this::ready, 50);
    }
  }

  private void ready(SelectionKey key) {
    try {
      ((Client) key.attachment()).ready();
    } catch (IOException e) {
      key.cancel();
      failed++;
      open--;
    }
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  /** One connection with at most one request under way. */
  private final class Client {

    private final SocketChannel channel;
    private final AnswerReader reader = new AnswerReader();
    private ByteBuffer out = ByteBuffer.allocate(0);
    private long begun;

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    void send() throws IOException {
      byte[] next = requests.next();
      if (next == null) {
        open--;
        return;
      }
      out = ByteBuffer.wrap(next);
      begun = System.nanoTime();
      write();
      sent.incrementAndGet();
    }

    void ready() throws IOException {
      if (out.hasRemaining()) {
        write();
      }
      while (true) {
        in.clear();
        int n = channel.read(in);
        if (n < 0) {
          throw new IOException("closed by the server");
        }
        if (n == 0) {
          return;
        }
        in.flip();
        if (reader.read(in)) {
          answered();
          return;
        }
      }
    }

    private void answered() throws IOException {
      lastNanos = System.nanoTime();
      latencies.add(lastNanos - begun);
      if (reader.status() != 200) {
        failed++;
      }
      send();
    }

    private void write() throws IOException {
      channel.write(out);
      SelectionKey key = channel.keyFor(selector);
      key.interestOps(
          out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
  }
}
