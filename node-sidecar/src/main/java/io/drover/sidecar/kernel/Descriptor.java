package io.drover.sidecar.kernel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An end of a pipe or of a terminal. Whoever waits for it does so without a thread of the machine.
 * For one reader or one writer at a time; close may come from anybody and ends their wait.
 */
public final class Descriptor implements AutoCloseable {

  /** No limit. */
  public static final Duration FOREVER = Duration.ofDays(36_500);

  private static final long F_DUPFD_CLOEXEC = 1030;
  private static final long F_SETFL = 4;
  private static final long O_NONBLOCK = 0x800;
  // Numbers that a child is given are small: with ours above them no order of copying can clash.
  private static final long LOWEST = 10;

  private final Poller poller;
  private final long number;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;
  private long ticket;
  private @Nullable CompletableFuture<Void> waiting;

  private Descriptor(Poller poller, long number) {
    this.poller = poller;
    this.number = number;
  }

  /** Takes a descriptor of our own side over. */
  static Descriptor of(Poller poller, long number) throws KernelException {
    Syscall.FCNTL.call(number, F_SETFL, O_NONBLOCK);
    return new Descriptor(poller, number);
  }

  /** The same thing under a number that no child is given. */
  static long above(long number) throws KernelException {
    if (number >= LOWEST) {
      return number;
    }
    long moved = copy(number);
    Syscall.CLOSE.call(number);
    return moved;
  }

  static long copy(long number) throws KernelException {
    return Syscall.FCNTL.call(number, F_DUPFD_CLOEXEC, LOWEST);
  }

  long number() {
    return number;
  }

  /**
   * Reads what is there, or waits for something.
   *
   * @return how much; -1 at the end, or once it is closed
   * @throws TimeOver when the time is over
   */
  public int read(byte[] into, int offset, int length, Duration limit) throws IOException {
    if (length == 0) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(length);
      long count = ready(Syscall.READ, buffer.address(), length, Poller.READABLE, limit);
      if (count <= 0) {
        return -1;
      }
      MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, offset, (int) count);
      return (int) count;
    } catch (KernelException refused) {
      if (refused.hungUp()) {
        return -1;
      }
      throw refused;
    }
  }

  /**
   * Writes all of it, and waits while nobody reads. Once it is closed it goes nowhere.
   *
   * @throws KernelException brokenPipe when nobody will ever read
   */
  public void write(byte[] data) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, data);
      long done = 0;
      while (done < data.length) {
        long count =
            ready(
                Syscall.WRITE,
                buffer.address() + done,
                data.length - done,
                Poller.WRITABLE,
                FOREVER);
        if (count < 0) {
          return;
        }
        done += count;
      }
    }
  }

  private long ready(Syscall call, long address, long length, int event, Duration limit)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      CompletableFuture<Void> wait;
      lock.lock();
      try {
        if (closed) {
          return -1;
        }
        try {
          return call.call(number, address, length);
        } catch (KernelException refused) {
          if (!refused.wouldBlock() && !refused.interrupted()) {
            throw refused;
          }
        }
        wait = arm(event);
      } finally {
        lock.unlock();
      }
      await(wait, deadline);
    }
  }

  private CompletableFuture<Void> arm(int event) throws KernelException {
    disarm();
    CompletableFuture<Void> wait = new CompletableFuture<>();
    waiting = wait;
    ticket = poller.once(number, event, () -> wait.complete(null));
    return wait;
  }

  private void disarm() {
    if (waiting != null) {
      poller.cancel(ticket);
      waiting.complete(null);
      waiting = null;
    }
  }

  private void await(CompletableFuture<Void> wait, long deadline) throws IOException {
    try {
      wait.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException over) {
      if (poller.closed()) {
        wait.join();
      }
      throw new TimeOver();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** What the other side wrote up to its end. */
  public byte[] readAll(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] some = new byte[512];
    while (true) {
      int count =
          read(some, 0, some.length, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (count < 0) {
        return all.toByteArray();
      }
      all.write(some, 0, count);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      disarm();
      Syscall.CLOSE.call(number);
    } catch (KernelException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    } finally {
      lock.unlock();
    }
  }
}
