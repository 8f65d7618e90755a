package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for many descriptors. A callback runs on that thread, once, and must not
 * block. The descriptors stay their owners'. Once it is closed nothing is called any more: the
 * sidecar is about to end, and what is under way is for its next life.
 */
public final class Poller implements AutoCloseable {

  static final int READABLE = 1;
  static final int WRITABLE = 4;

  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final long CLOEXEC = 0x80000;
  // The kernel packs struct epoll_event on x86-64 only.
  private static final int EVENT_BYTES = Libc.X86_64 ? 12 : 16;
  private static final int DATA_OFFSET = Libc.X86_64 ? 4 : 8;
  // Enough for a burst; more events are simply taken by the next wait.
  private static final int EVENTS_PER_WAIT = 64;

  private record Waiting(long descriptor, Runnable ready) {}

  private final long epoll;
  private final long wake;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private final Thread thread;
  private long last;
  private volatile boolean closed;

  /** Starts the thread. */
  public Poller() throws KernelException {
    epoll = Syscall.EPOLL_CREATE1.call(CLOEXEC);
    wake = Syscall.EVENTFD2.call(0, CLOEXEC);
    add(wake, READABLE, 0);
    thread = Thread.ofPlatform().name("poller").daemon().start(this::loop);
  }

  /**
   * Has {@code ready} run when the descriptor is; also at its end or error.
   *
   * @return what cancels it. It is no descriptor, as those are used again: an event that was on its
   *     way can so never be taken for another's
   */
  long once(long descriptor, int events, Runnable ready) throws KernelException {
    lock.lock();
    try {
      if (closed) {
        return 0;
      }
      long ticket = ++last;
      waiting.put(ticket, new Waiting(descriptor, ready));
      try {
        add(descriptor, events, ticket);
      } catch (KernelException refused) {
        waiting.remove(ticket);
        throw refused;
      }
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  private void add(long descriptor, int events, long ticket) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES, 8);
      event.set(ValueLayout.JAVA_INT, 0, events);
      event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, ticket);
      Syscall.EPOLL_CTL.call(epoll, EPOLL_CTL_ADD, descriptor, event.address());
    }
  }

  /** Forgets a wait: when this returns the descriptor may be closed. */
  void cancel(long ticket) {
    take(ticket);
  }

  /**
   * Takes a descriptor out before it is closed: while a fork is under way the child has a copy, and
   * the kernel would go on reporting it.
   */
  private @Nullable Runnable take(long ticket) {
    lock.lock();
    try {
      Waiting found = waiting.remove(ticket);
      if (found == null || closed) {
        return null;
      }
      Syscall.EPOLL_CTL.call(epoll, EPOLL_CTL_DEL, found.descriptor());
      return found.ready();
    } catch (KernelException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate((long) EVENT_BYTES * EVENTS_PER_WAIT, 8);
      while (!closed) {
        long count = await(events);
        for (int i = 0; i < count && !closed; i++) {
          Runnable ready =
              take(
                  events.get(
                      ValueLayout.JAVA_LONG_UNALIGNED, (long) i * EVENT_BYTES + DATA_OFFSET));
          if (ready != null) {
            ready.run();
          }
        }
      }
    }
  }

  private long await(MemorySegment events) {
    try {
      return Syscall.EPOLL_PWAIT.call(epoll, events.address(), EVENTS_PER_WAIT, -1, 0);
    } catch (KernelException refused) {
      if (refused.interrupted()) {
        return 0;
      }
      throw new IllegalStateException("waiting for events: " + refused.getMessage(), refused);
    }
  }

  boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
      Syscall.WRITE.call(wake, one.address(), 8);
      thread.join(1000);
      Syscall.CLOSE.call(wake);
      Syscall.CLOSE.call(epoll);
    } catch (KernelException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
