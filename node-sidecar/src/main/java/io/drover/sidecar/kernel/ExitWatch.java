package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells when processes end, whoever their parent is: one thread waits on the pidfds of all of them.
 * A callback runs on that thread, once, and must not block. A process that has ended but was not
 * collected by its parent counts as ended.
 */
public final class ExitWatch implements AutoCloseable {

  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLLIN = 1;
  // The kernel packs struct epoll_event on x86-64 only.
  private static final int EVENT_BYTES = Libc.X86_64 ? 12 : 16;
  private static final int DATA_OFFSET = Libc.X86_64 ? 4 : 8;
  // Enough for a burst; more events are simply taken by the next wait.
  private static final int EVENTS_PER_WAIT = 64;

  private final long epoll;
  private final long wake;
  private final Map<Long, Runnable> callbacks = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  /** Starts the thread. */
  public ExitWatch() throws KernelException {
    epoll = Syscall.EPOLL_CREATE1.call(0x80000);
    wake = Syscall.EVENTFD2.call(0, 0x80000);
    add(wake);
    thread = Thread.ofPlatform().name("exit-watch").daemon().start(this::loop);
  }

  /**
   * Has {@code onExit} run when the process has ended.
   *
   * @throws KernelException noSuchProcess when there is none of that id
   */
  public void watch(long pid, Runnable onExit) throws KernelException {
    long fd = Syscall.PIDFD_OPEN.call(pid);
    callbacks.put(fd, onExit);
    add(fd);
  }

  private void add(long fd) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES, 8);
      event.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
      event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, fd);
      Syscall.EPOLL_CTL.call(epoll, EPOLL_CTL_ADD, fd, event.address());
    }
  }

  private void loop() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate((long) EVENT_BYTES * EVENTS_PER_WAIT, 8);
      while (!closed.get()) {
        long count = await(events);
        for (int i = 0; i < count; i++) {
          ended(events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * EVENT_BYTES + DATA_OFFSET));
        }
      }
    } finally {
      callbacks.keySet().forEach(ExitWatch::close);
      close(wake);
      close(epoll);
    }
  }

  private long await(MemorySegment events) {
    try {
      return Syscall.EPOLL_PWAIT.call(epoll, events.address(), EVENTS_PER_WAIT, -1, 0);
    } catch (KernelException refused) {
      if (refused.interrupted()) {
        return 0;
      }
      throw new IllegalStateException("waiting for processes: " + refused.getMessage(), refused);
    }
  }

  private void ended(long fd) {
    Runnable onExit = callbacks.remove(fd);
    if (onExit != null) {
      forget(fd);
      onExit.run();
    }
  }

  /**
   * Takes a descriptor out before it is closed: while a fork is under way the child has a copy, and
   * the kernel would go on reporting it under a number that may belong to another process by then.
   */
  private void forget(long fd) {
    try {
      Syscall.EPOLL_CTL.call(epoll, EPOLL_CTL_DEL, fd);
    } catch (KernelException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    }
    close(fd);
  }

  private static void close(long fd) {
    try {
      Syscall.CLOSE.call(fd);
    } catch (KernelException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
      Syscall.WRITE.call(wake, one.address(), 8);
      thread.join(1000);
    } catch (KernelException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
