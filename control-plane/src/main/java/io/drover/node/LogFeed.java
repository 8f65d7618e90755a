package io.drover.node;

import io.drover.command.Refusal;
import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.ListFiles;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadLogs;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A task's output for one reader. It comes over the node's session, where nobody may hold back the
 * others; so a reader that falls behind has its request ended on the node, gets what waits here,
 * and then the request is made again from there.
 */
public final class LogFeed implements Flow.Publisher<LogFeed.Part> {

  /** As much may wait for a reader: more than comes while a request is being ended. */
  private static final int WAITING_BYTES_MAX = 4 << 20;

  /** Files can vanish between asking where to go on and going on; not that often in a row. */
  private static final int RESUMPTIONS_MAX = 5;

  private final OpenRequests requests;
  private final NodeId node;
  private final ReadLogs request;
  private final int waitingBytesMax;

  public LogFeed(OpenRequests requests, NodeId node, ReadLogs request) {
    this(requests, node, request, WAITING_BYTES_MAX);
  }

  LogFeed(OpenRequests requests, NodeId node, ReadLogs request, int waitingBytesMax) {
    this.requests = requests;
    this.node = node;
    this.request = request;
    this.waitingBytesMax = waitingBytesMax;
  }

  /**
   * A part of the log.
   *
   * @param offset position in the file after the data
   */
  public record Part(String file, long offset, byte[] data) {}

  @Override
  public void subscribe(Flow.Subscriber<? super Part> subscriber) {
    Run run = new Run(subscriber);
    subscriber.onSubscribe(run);
    run.read(request, null);
  }

  private final class Run implements Flow.Subscription {
    private final Flow.Subscriber<? super Part> subscriber;
    private final AtomicInteger draining = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock:
    private final Queue<Part> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long wanted;
    private boolean behind;
    private boolean over;
    private boolean told;
    private int gaps;
    private @Nullable Refusal failure;
    private @Nullable LogPosition position;
    private Runnable stop = () -> {};
    private int reading;

    Run(Flow.Subscriber<? super Part> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      lock.lock();
      try {
        wanted = n > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + n;
      } finally {
        lock.unlock();
      }
      drain();
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        told = true;
        over = true;
        waiting.clear();
        stop.run();
      } finally {
        lock.unlock();
      }
    }

    private void read(ReadLogs asked, LogPosition.@Nullable Resumption resumption) {
      int number;
      lock.lock();
      try {
        if (over) {
          return;
        }
        number = ++reading;
      } finally {
        lock.unlock();
      }
      Runnable end = requests.read(node, asked, new Reader(number, resumption));
      lock.lock();
      try {
        stop = end;
        if (over || behind || reading != number) {
          end.run();
        }
      } finally {
        lock.unlock();
      }
    }

    private void add(Part part) {
      waiting.add(part);
      waitingBytes += part.data().length;
      position = LogPosition.after(part.file(), part.offset());
      if (waitingBytes > waitingBytesMax) {
        behind = true;
        reading++;
        stop.run();
      }
    }

    private void finish(@Nullable Refusal because) {
      lock.lock();
      try {
        over = true;
        failure = because;
      } finally {
        lock.unlock();
      }
      drain();
    }

    /** Gives the reader what it asked for; one thread at a time does, for all. */
    private void drain() {
      if (draining.getAndIncrement() != 0) {
        return;
      }
      do {
        Runnable next = next();
        while (next != null) {
          next.run();
          next = next();
        }
      } while (draining.decrementAndGet() != 0);
    }

    private @Nullable Runnable next() {
      lock.lock();
      try {
        if (told) {
          return null;
        }
        if (wanted > 0 && !waiting.isEmpty()) {
          Part part = waiting.remove();
          waitingBytes -= part.data().length;
          wanted--;
          return () -> subscriber.onNext(part);
        }
        if (!waiting.isEmpty()) {
          return null;
        }
        if (over) {
          told = true;
          Refusal because = failure;
          return because == null ? subscriber::onComplete : () -> subscriber.onError(because);
        }
        if (behind) {
          behind = false;
          return this::resume;
        }
        return null;
      } finally {
        lock.unlock();
      }
    }

    private void resume() {
      LogPosition from = position;
      if (from == null) {
        return;
      }
      NodeRequest listing =
          NodeRequest.newBuilder()
              .setListFiles(
                  ListFiles.newBuilder().setAllocId(request.getAllocId()).setPath(from.folder()))
              .build();
      requests
          .ask(node, listing)
          .whenComplete(
              (files, failed) -> {
                if (failed != null) {
                  finish(refusal(failed));
                } else {
                  resume(from, files);
                }
              });
    }

    private void resume(LogPosition from, byte[] files) {
      try {
        LogPosition.Resumption resumption = from.in(files);
        ReadLogs rest =
            request.toBuilder().setOffset(resumption.offset()).setOriginEnd(false).build();
        read(rest, resumption);
      } catch (IOException e) {
        finish(new Refusal(500, "The node's list of log files cannot be read"));
      }
    }

    private static Refusal refusal(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      return cause instanceof Refusal refusal
          ? refusal
          : new Refusal(500, String.valueOf(cause.getMessage()));
    }

    /** What the node sends for one request; the first part of a later one has to fit. */
    private final class Reader implements OpenRequests.LogReader {
      private final int number;
      private LogPosition.@Nullable Resumption resumption;

      Reader(int number, LogPosition.@Nullable Resumption resumption) {
        this.number = number;
        this.resumption = resumption;
      }

      @Override
      public void chunk(String file, long offset, byte[] data) {
        LogPosition.Resumption expected = resumption;
        resumption = null;
        boolean gap = expected != null && !expected.continuedBy(file, offset, data.length);
        lock.lock();
        try {
          if (over || reading != number) {
            return;
          }
          if (gap) {
            if (++gaps > RESUMPTIONS_MAX) {
              over = true;
              failure = new Refusal(500, "The log is rotated faster than it is read");
            } else {
              behind = true;
            }
            reading++;
            stop.run();
          } else {
            gaps = 0;
            add(new Part(file, offset, data));
          }
        } finally {
          lock.unlock();
        }
        drain();
      }

      @Override
      public void end() {
        ended(null);
      }

      @Override
      public void failed(int status, String text) {
        ended(new Refusal(status, text));
      }

      private void ended(@Nullable Refusal because) {
        boolean current;
        lock.lock();
        try {
          current = reading == number;
        } finally {
          lock.unlock();
        }
        if (current) {
          finish(because);
        }
      }
    }
  }
}
