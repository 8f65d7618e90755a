package io.drover.sidecar.task.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ServiceCheck;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The checks of one allocation: run until it ends, with the last result of each. */
public final class AllocChecks {

  /** The allocation, as its checks see it. Its methods must not block. */
  public interface Owner {

    /** Since when a task, or with an empty name all that are running, has been running. */
    Optional<Instant> runningSince(String task);

    /** Restarts a task, or with an empty name all that are running, as failed ones. */
    void restart(String task, String reason);

    /** A check passes that did not, or the other way round. */
    void changed();
  }

  private final CheckSchedule schedule;
  private final Clock clock;
  private final Owner owner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Observed> observed = new TreeMap<>();
  private @Nullable Instant passingSince = Instant.EPOCH;

  public AllocChecks(CheckSchedule schedule, Clock clock, Owner owner) {
    this.schedule = schedule;
    this.clock = clock;
    this.owner = owner;
  }

  /** One that is run. All but the declaration belongs to the lock. */
  private final class Observed {
    private final Allocation alloc;
    private final DeclaredCheck declared;
    private final Instant since = clock.instant();
    private final @Nullable RestartRule rule;
    private CheckResult result;
    private CheckSchedule.@Nullable Repeated repeated;

    private Observed(Allocation alloc, DeclaredCheck declared, @Nullable CheckResult known) {
      this.alloc = alloc;
      this.declared = declared;
      ServiceCheck check = declared.check();
      this.rule =
          check.checkRestart() == null || check.checkRestart().limit() <= 0
              ? null
              : new RestartRule(check.checkRestart(), check.interval());
      this.result =
          known == null ? declared.pending(alloc, clock.instant().getEpochSecond()) : known;
    }

    private Outcome ask() throws InterruptedException {
      ServiceCheck check = declared.check();
      try {
        CheckAddress address = CheckAddress.of(alloc, declared.service(), check);
        return check.type().equals("http")
            ? schedule.http().run(address, check)
            : TcpProbe.run(address, check.timeout());
      } catch (CheckAddress.Unresolved nowhere) {
        return Outcome.failure(String.valueOf(nowhere.getMessage()));
      }
    }
  }

  /** Runs these and no others; those that it runs already keep their results. */
  public void observe(Allocation alloc, List<DeclaredCheck> declared) {
    Map<String, DeclaredCheck> wanted =
        declared.stream()
            .collect(Collectors.toMap(DeclaredCheck::id, Function.identity(), (one, same) -> one));
    lock.lock();
    try {
      observed.values().removeIf(one -> !wanted.containsKey(one.declared.id()) && stop(one));
      wanted.values().forEach(one -> observe(alloc, one));
      judge();
    } finally {
      lock.unlock();
    }
    owner.changed();
  }

  private void observe(Allocation alloc, DeclaredCheck declared) {
    Observed known = observed.get(declared.id());
    if (known != null && known.declared.equals(declared)) {
      return;
    }
    if (known != null) {
      stop(known);
    }
    Observed fresh = new Observed(alloc, declared, known == null ? null : known.result);
    observed.put(declared.id(), fresh);
    // Neither at once, when nothing listens yet, nor as late as a whole interval.
    fresh.repeated =
        schedule.repeat(
            declared.check().interval().dividedBy(2),
            declared.check().interval(),
            () -> run(fresh));
  }

  private static boolean stop(Observed one) {
    if (one.repeated != null) {
      one.repeated.close();
    }
    return true;
  }

  private void run(Observed one) throws InterruptedException {
    Outcome outcome = one.ask();
    boolean news;
    lock.lock();
    try {
      if (observed.get(one.declared.id()) != one) {
        return;
      }
      boolean before = one.result.passing();
      one.result = one.result.with(outcome, clock.instant().getEpochSecond());
      news = before != one.result.passing();
      judge();
    } finally {
      lock.unlock();
    }
    if (news) {
      owner.changed();
    }
    restartIfNeeded(one, outcome);
  }

  private void restartIfNeeded(Observed one, Outcome outcome) {
    if (one.rule == null) {
      return;
    }
    String task = one.declared.restarts();
    Optional<Instant> running = owner.runningSince(task);
    Instant since = running.filter(start -> start.isAfter(one.since)).orElse(one.since);
    boolean failing = !outcome.success() && running.isPresent();
    if (one.rule.judge(failing, since, clock.instant())) {
      owner.restart(task, "healthcheck: check \"" + one.declared.check().name() + "\" unhealthy");
    }
  }

  private void judge() {
    boolean passing = observed.values().stream().allMatch(one -> one.result.passing());
    if (!passing) {
      passingSince = null;
    } else if (passingSince == null) {
      passingSince = clock.instant();
    }
  }

  /** Since when all of them have passed; the beginning of time where there are none. */
  public Optional<Instant> passingSince() {
    lock.lock();
    try {
      return Optional.ofNullable(passingSince);
    } finally {
      lock.unlock();
    }
  }

  /** Results by the checks' ids, as clients see them; nothing when there are no checks. */
  public Optional<ObjectNode> json() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    lock.lock();
    try {
      observed.forEach((id, one) -> all.set(id, one.result.json()));
    } finally {
      lock.unlock();
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** The allocation ends: none is run any more, and no result is left. */
  public void end() {
    lock.lock();
    try {
      observed.values().forEach(AllocChecks::stop);
      observed.clear();
    } finally {
      lock.unlock();
    }
  }
}
