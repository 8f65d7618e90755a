package io.drover.sidecar.task.hook.template;

import io.drover.contract.model.Template;
import io.drover.contract.model.WaitConfig;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.template.SecretSource;
import io.drover.sidecar.template.TemplateSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Renders a task's templates before its first start and after each change of what they read. The
 * timer is the node's own and only starts things; rendering is done by the task's thread or by a
 * virtual one that ends with the round.
 */
public final class TemplateHook implements TaskHook {

  private static final Logger LOG = Logger.getLogger(TemplateHook.class);
  private static final Duration MISSING_AFTER = Duration.ofSeconds(3);
  private static final Duration WAIT_MIN = Duration.ofSeconds(5);
  private static final Duration WAIT_MAX = Duration.ofMinutes(4);
  private static final int MISSING_SHOWN = 3;

  /** What renderings may take of the heap is for one at a time. */
  private static final ReentrantLock ONE_RENDERS = new ReentrantLock();

  private final TemplateSource source;
  private final SecretSource secrets;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;
  private final BooleanSupplier found;
  private final ReentrantLock rendering = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final List<Template> pending = new ArrayList<>();
  private volatile @Nullable TemplateSet templates;
  private volatile TemplateSource.@Nullable Subscription subscription;
  private @Nullable ScheduledFuture<?> round;
  private @Nullable ScheduledFuture<?> action;
  private String missingShown = "";
  private long changes;
  private long firstChangeNanos;
  private boolean changed;
  private boolean ready;
  private boolean running;
  private boolean stopped;

  /**
   * A hook of one task.
   *
   * @param source what templates read of the cluster, with the task's rights
   * @param secrets what they read of Vault
   * @param timer shared by all; its tasks are brief
   * @param found whether the task runs already, started by an earlier sidecar; asked once
   */
  public TemplateHook(
      TemplateSource source,
      SecretSource secrets,
      ScheduledExecutorService timer,
      InstantSource clock,
      BooleanSupplier found) {
    this.source = source;
    this.secrets = secrets;
    this.timer = timer;
    this.clock = clock;
    this.found = found;
  }

  @Override
  public String name() {
    return "template";
  }

  @Override
  public void prestart(TaskContext task) throws HookFailed, InterruptedException {
    if (task.task().templates().isEmpty()) {
      return;
    }
    boolean again = begin();
    if (again) {
      rendering.lockInterruptibly();
      try {
        Objects.requireNonNull(templates).addEnvironment();
      } finally {
        rendering.unlock();
      }
      return;
    }
    templates = new TemplateSet(task, source, secrets, clock);
    closeSubscription();
    subscription = subscribe(() -> onChange(task));
    boolean takenOver = found.getAsBoolean();
    renderFirst(task, takenOver);
  }

  /** True when the templates have been rendered before. */
  private boolean begin() {
    lock.lock();
    try {
      running = false;
      // A task that starts anew reads the new files anyhow.
      pending.clear();
      return ready;
    } finally {
      lock.unlock();
    }
  }

  private void renderFirst(TaskContext task, boolean takenOver) throws InterruptedException {
    long since = System.nanoTime();
    while (true) {
      long seen = changes();
      TemplateSet.Round result = round(task);
      if (result == null) {
        return;
      }
      if (result.missing().isEmpty() || takenOver) {
        lock.lock();
        try {
          ready = true;
          if (takenOver) {
            pending.addAll(result.changed());
          }
          if (changes != seen) {
            noteChange(task);
          }
        } finally {
          lock.unlock();
        }
        return;
      }
      since = awaitChange(task, seen, result.missing(), since);
      if (isStopped()) {
        return;
      }
    }
  }

  private long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a change of the source; tells what is missing meanwhile. */
  private long awaitChange(TaskContext task, long seen, List<String> missing, long since)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = MISSING_AFTER.toNanos() - (System.nanoTime() - since);
      while (changes == seen && !stopped) {
        if (left <= 0) {
          tellMissing(task, missing);
          news.await();
        } else {
          left = news.awaitNanos(left);
        }
      }
      return missingShown.isEmpty() ? since : System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  private void tellMissing(TaskContext task, List<String> missing) {
    String text = missingText(missing);
    if (!text.equals(missingShown)) {
      missingShown = text;
      task.control().event("Template", text);
    }
  }

  static String missingText(List<String> missing) {
    int more = missing.size() - MISSING_SHOWN;
    String shown = String.join(", ", missing.subList(0, Math.min(MISSING_SHOWN, missing.size())));
    return "Missing: " + shown + (more > 0 ? ", and " + more + " more" : "");
  }

  /** Renders; null when that failed, which ends the task. */
  private TemplateSet.@Nullable Round round(TaskContext task) throws InterruptedException {
    try {
      return renderAlone();
    } catch (RenderingFailed failure) {
      task.control().kill("Template failed: " + failure.getMessage());
      return null;
    }
  }

  private TemplateSet.Round renderAlone() throws RenderingFailed, InterruptedException {
    rendering.lockInterruptibly();
    try {
      ONE_RENDERS.lockInterruptibly();
      try {
        return Objects.requireNonNull(templates).render();
      } finally {
        ONE_RENDERS.unlock();
      }
    } finally {
      rendering.unlock();
    }
  }

  @Override
  public void poststart(TaskContext task) {
    lock.lock();
    try {
      running = true;
      scheduleAction(task);
    } finally {
      lock.unlock();
    }
  }

  private void onChange(TaskContext task) {
    lock.lock();
    try {
      changes++;
      news.signalAll();
      if (stopped || !ready) {
        return;
      }
      noteChange(task);
    } finally {
      lock.unlock();
    }
  }

  private void noteChange(TaskContext task) {
    if (!changed) {
      changed = true;
      firstChangeNanos = System.nanoTime();
    }
    scheduleRound(task);
  }

  /**
   * A round begins when nothing has changed for the shortest wait, at the latest after the longest.
   */
  private void scheduleRound(TaskContext task) {
    if (round != null) {
      round.cancel(false);
    }
    List<Template> blocks = task.task().templates();
    long min = blocks.stream().mapToLong(each -> wait(each, true).toNanos()).max().orElse(0);
    long max = blocks.stream().mapToLong(each -> wait(each, false).toNanos()).min().orElse(0);
    long latest = firstChangeNanos + Math.max(min, max) - System.nanoTime();
    round =
        timer.schedule(
            () -> start("render", () -> renderAgain(task)),
            Math.max(0, Math.min(min, latest)),
            TimeUnit.NANOSECONDS);
  }

  private static Duration wait(Template block, boolean min) {
    WaitConfig wait = block.waitConfig();
    Duration given = wait == null ? null : min ? wait.min() : wait.max();
    return given == null ? min ? WAIT_MIN : WAIT_MAX : given;
  }

  /** A step that may wait. */
  @FunctionalInterface
  private interface Step {
    void run() throws InterruptedException;
  }

  private void start(String what, Step step) {
    Thread.ofVirtual()
        .name("template-" + what)
        .start(
            () -> {
              try {
                step.run();
              } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException bug) {
                LOG.error("templates of a task", bug);
              }
            });
  }

  private void renderAgain(TaskContext task) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      changed = false;
      if (stopped) {
        return;
      }
    } finally {
      lock.unlock();
    }
    TemplateSet.Round result = round(task);
    if (result == null) {
      return;
    }
    lock.lockInterruptibly();
    try {
      if (result.missing().isEmpty()) {
        missingShown = "";
      } else {
        tellMissing(task, result.missing());
      }
      // While the task is about to start, the action waits: it may have read the old files.
      pending.addAll(result.changed());
      scheduleAction(task);
    } finally {
      lock.unlock();
    }
  }

  private void scheduleAction(TaskContext task) {
    if (stopped || !running || action != null || !ChangeActions.needed(pending)) {
      return;
    }
    long splay = ChangeActions.splay(pending).toNanos();
    long delay = splay <= 0 ? 0 : ThreadLocalRandom.current().nextLong(splay);
    action = timer.schedule(() -> start("change", () -> act(task)), delay, TimeUnit.NANOSECONDS);
  }

  private void act(TaskContext task) throws InterruptedException {
    List<Template> blocks;
    lock.lockInterruptibly();
    try {
      action = null;
      if (!running || stopped) {
        return;
      }
      blocks = pending.stream().distinct().toList();
      pending.clear();
    } finally {
      lock.unlock();
    }
    new ChangeActions(task.control()).apply(blocks);
  }

  @Override
  public void stop(TaskContext task) {
    lock.lock();
    try {
      stopped = true;
      running = false;
      news.signalAll();
      if (round != null) {
        round.cancel(false);
      }
      if (action != null) {
        action.cancel(false);
      }
    } finally {
      lock.unlock();
    }
    closeSubscription();
  }

  private TemplateSource.Subscription subscribe(Runnable changed) {
    TemplateSource.Subscription ofCluster = source.onChange(changed);
    TemplateSource.Subscription ofVault = secrets.onChange(changed);
    return () -> {
      ofCluster.close();
      ofVault.close();
    };
  }

  private void closeSubscription() {
    TemplateSource.Subscription open = subscription;
    if (open != null) {
      open.close();
      subscription = null;
    }
  }
}
