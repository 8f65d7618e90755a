package io.drover.sidecar.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells when processes end, whoever their parent is, by their pidfds. A process that has ended but
 * was not collected by its parent counts as ended.
 */
public final class ExitWatch implements AutoCloseable {

  private final Poller poller;
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  public ExitWatch(Poller poller) {
    this.poller = poller;
  }

  /**
   * Has {@code onExit} run when the process has ended, on the poller's thread: it must not block.
   *
   * @throws KernelException noSuchProcess when there is none of that id
   */
  public void watch(long pid, Runnable onExit) throws KernelException {
    long descriptor = Syscall.PIDFD_OPEN.call(pid);
    open.add(descriptor);
    try {
      poller.once(
          descriptor,
          Poller.READABLE,
          () -> {
            close(descriptor);
            onExit.run();
          });
    } catch (KernelException refused) {
      close(descriptor);
      throw refused;
    }
  }

  private void close(long descriptor) {
    if (open.remove(descriptor)) {
      try {
        Syscall.CLOSE.call(descriptor);
      } catch (KernelException refused) {
        throw new IllegalStateException(refused.getMessage(), refused);
      }
    }
  }

  /** To be called after the poller was closed. */
  @Override
  public void close() {
    open.forEach(this::close);
  }
}
