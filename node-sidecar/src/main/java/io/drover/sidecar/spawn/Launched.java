package io.drover.sidecar.spawn;

import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.Signals;
import java.util.concurrent.CompletableFuture;

/** A launched process. */
public final class Launched {

  /** Lets go of a holder. */
  interface Release {
    void of(ProcessRef ref) throws KernelException;
  }

  private final ProcessRef ref;
  private final Release release;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();

  Launched(ProcessRef ref, Release release) {
    this.ref = ref;
    this.release = release;
  }

  /** What an attach needs later. */
  public ProcessRef ref() {
    return ref;
  }

  /** Completed once, when the process has ended; the status stays readable until release. */
  public CompletableFuture<ExitStatus> exit() {
    return exit;
  }

  /**
   * Sends a signal to the process alone.
   *
   * @return false when it has ended
   */
  public boolean signal(int number) throws KernelException {
    return Signals.send(ref.pid(), number, ref::runs);
  }

  /**
   * Lets go of an ended process: to be called when its exit status is on disk. From here on nobody
   * can ask the kernel for it.
   */
  public void release() throws KernelException {
    release.of(ref);
  }
}
