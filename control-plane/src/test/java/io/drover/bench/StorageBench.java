package io.drover.bench;

import io.drover.contract.ids.Digest;
import io.drover.documents.DocumentStore;
import io.drover.documents.DocumentsConfig;
import io.drover.documents.InfinispanDocuments;
import io.drover.log.LeaderInfo;
import io.drover.log.LogFollower;
import io.drover.log.LogUnavailableException;
import io.drover.log.SnapshotSource;
import io.drover.log.raft.RatisLog;
import io.drover.log.raft.RatisLogConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.context.Flag;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.manager.DefaultCacheManager;

/**
 * Appends and puts per second at 1, 16 and 64 in flight, on a real disk with every sync, and what
 * starting both costs.
 *
 * <p>{@code java -cp ... io.drover.bench.StorageBench <directory> [start|log|documents|sifs]...}
 */
public final class StorageBench {

  private static final int SECONDS = 3;

  private StorageBench() {}

  public static void main(String[] args) throws Exception {
    long began = System.nanoTime();
    Logger quiet = Logger.getLogger("org.apache.ratis");
    quiet.setLevel(Level.WARNING);
    Path directory = Files.createDirectories(Path.of(args[0]));
    CountDownLatch leads = new CountDownLatch(1);
    RatisLog log = new RatisLog(RatisLogConfig.single(directory.resolve("log"), port()));
    DocumentStore documents =
        InfinispanDocuments.open(DocumentsConfig.single(directory.resolve("documents")));
    System.out.printf("documents open after %d ms%n", (System.nanoTime() - began) / 1_000_000);
    log.start(new Counting(leads));
    System.out.printf("log started after %d ms%n", (System.nanoTime() - began) / 1_000_000);
    leads.await();
    System.out.printf(
        "leads after %d ms; %d documents%n",
        (System.nanoTime() - began) / 1_000_000, documents.keys().size());
    for (String what : Arrays.asList(args).subList(1, args.length)) {
      switch (what) {
        case "start" -> footprint();
        case "log" -> log(log);
        case "documents" -> documents(documents);
        case "sifs" -> softIndexFileStore(directory.resolve("sifs"));
        default -> throw new IllegalArgumentException(what);
      }
    }
    long closing = System.nanoTime();
    log.close();
    System.out.printf("log closed in %d ms%n", (System.nanoTime() - closing) / 1_000_000);
    closing = System.nanoTime();
    documents.close();
    System.out.printf("documents closed in %d ms%n", (System.nanoTime() - closing) / 1_000_000);
  }

  private static void footprint() throws IOException {
    System.out.println(status());
    System.gc();
    System.gc();
    System.out.println("after a collection " + status());
  }

  private static String status() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmRSS") || l.startsWith("Threads"))
        .map(l -> l.replaceAll("\\s+", " "))
        .toList()
        .toString();
  }

  private static void log(RatisLog log) throws Exception {
    LeaderInfo leader = log.leader();
    byte[] entry = new byte[1024];
    new Random(1).nextBytes(entry);
    long position = leader.position();
    for (int inFlight : new int[] {1, 16, 64, 1, 16, 64}) {
      long from = position;
      position =
          from
              + run(
                  "log, 1 KB entries",
                  inFlight,
                  i -> log.append(leader.term(), from + 1 + i, entry));
    }
  }

  private static void documents(DocumentStore documents) throws Exception {
    Random random = new Random();
    for (int inFlight : new int[] {1, 16, 64, 1, 16, 64}) {
      run(
          "documents, 2 KB",
          inFlight,
          i -> {
            byte[] content = new byte[2048];
            random.nextBytes(content);
            return documents.put(Digest.of(content), content);
          });
    }
    byte[] same = ByteBuffer.allocate(2048).putLong(7).array();
    Digest digest = Digest.of(same);
    run("documents, one and the same", 16, i -> documents.put(digest, same));
    Digest[] all = documents.keys().toArray(Digest[]::new);
    read(documents, Arrays.copyOf(all, Math.min(10_000, all.length)), 3);
    read(documents, Arrays.copyOf(all, 500), 5);
  }

  private static void read(DocumentStore documents, Digest[] some, int rounds) {
    for (int round = 0; round < rounds; round++) {
      long began = System.nanoTime();
      for (Digest d : some) {
        var unused = documents.get(d).orElseThrow();
      }
      System.out.printf(
          "get of %d documents, round %d: %.1f us each%n",
          some.length, round + 1, (System.nanoTime() - began) / 1e3 / some.length);
    }
  }

  /** What the documents would do on Infinispan's own store with synced writes. */
  private static void softIndexFileStore(Path directory) throws Exception {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.globalState().enable().persistentLocation(directory.toString());
    ConfigurationBuilder cache = new ConfigurationBuilder();
    cache.encoding().mediaType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
    cache.memory().maxSize("32MB").whenFull(EvictionStrategy.REMOVE);
    cache.persistence().addSoftIndexFileStore().syncWrites(true);
    Random random = new Random();
    try (DefaultCacheManager manager = new DefaultCacheManager(global.build())) {
      var documents =
          manager
              .<byte[], byte[]>createCache("documents", cache.build())
              .getAdvancedCache()
              .withFlags(Flag.IGNORE_RETURN_VALUES);
      for (int inFlight : new int[] {1, 16, 64, 1, 16, 64}) {
        run(
            "soft-index file store, 2 KB",
            inFlight,
            i -> {
              byte[] content = new byte[2048];
              random.nextBytes(content);
              return documents.putAsync(HexFormat.of().parseHex(Digest.of(content).hex()), content);
            });
      }
    }
  }

  private static int run(String what, int inFlight, IntFunction<CompletionStage<?>> operation)
      throws Exception {
    Semaphore room = new Semaphore(inFlight);
    AtomicInteger failed = new AtomicInteger();
    long[] took = new long[4_000_000];
    long began = System.nanoTime();
    long end = began + SECONDS * 1_000_000_000L;
    int i = 0;
    while (System.nanoTime() < end && i < took.length) {
      room.acquire();
      int mine = i++;
      long at = System.nanoTime();
      operation
          .apply(mine)
          .whenComplete(
              (v, e) -> {
                took[mine] = System.nanoTime() - at;
                if (e != null && failed.getAndIncrement() == 0) {
                  e.printStackTrace();
                }
                room.release();
              });
    }
    room.acquire(inFlight);
    double seconds = (System.nanoTime() - began) / 1e9;
    long[] sorted = Arrays.copyOf(took, i);
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%s, %d in flight: %.0f/s, p50 %.2f ms, p99 %.2f ms, %d failed%n",
        what,
        inFlight,
        i / seconds,
        sorted[i / 2] / 1e6,
        sorted[(int) (i * 0.99)] / 1e6,
        failed.get());
    return i;
  }

  private static int port() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Keeps a count, as an application would keep its state. */
  private static final class Counting implements LogFollower {
    private final CountDownLatch leads;
    private long count;

    Counting(CountDownLatch leads) {
      this.leads = leads;
    }

    @Override
    public void committed(long position, byte[] entry) {
      count = position;
    }

    @Override
    public void leadershipChanged(LeaderInfo info) {
      if (info.leads()) {
        leads.countDown();
      }
    }

    @Override
    public SnapshotSource captureSnapshot() {
      long now = count;
      return out -> out.write(ByteBuffer.allocate(8).putLong(now).array());
    }

    @Override
    public void readSnapshot(long position, InputStream in) throws IOException {
      count = ByteBuffer.wrap(in.readAllBytes()).getLong();
    }

    @Override
    public void failed(LogUnavailableException cause) {
      cause.printStackTrace();
    }
  }
}
