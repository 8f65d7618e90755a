package io.drover.sidecar.stats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The sample that the next one is compared with. Somebody else may just have taken one; shares of
 * so little time say nothing, so that one is then passed over for the one before.
 */
final class Window<T> {

  static final Duration MIN = Duration.ofMillis(500);

  private @Nullable Base<T> last;
  private @Nullable Base<T> beforeLast;

  record Base<T>(T value, long nanoTime) {}

  /** Takes a new sample in and gives the one to compare it with; null when it is the first. */
  @Nullable Base<T> replace(T value, long nanoTime) {
    Base<T> recent = last;
    if (recent != null && nanoTime - recent.nanoTime < MIN.toNanos()) {
      return beforeLast == null ? recent : beforeLast;
    }
    beforeLast = recent;
    last = new Base<>(value, nanoTime);
    return recent;
  }
}
