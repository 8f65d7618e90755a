package io.drover.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WatchRegistryTest {

  private static final Watch A = Watch.of(Topic.NODE, "a");
  private static final Watch B = Watch.of(Topic.NODE, "b");

  private final WatchRegistry registry = new WatchRegistry(100, 10);
  private final AtomicInteger woken = new AtomicInteger();

  private WatchRegistry.Registration register(long seenIndex, Watch... watches) throws Exception {
    return registry.register("c", List.of(watches), seenIndex, woken::incrementAndGet);
  }

  private static Snapshot at(long index) {
    return new SnapshotEditor(Snapshot.EMPTY, index).snapshot();
  }

  @Test
  void aTouchedKeyWakesItsWaiterOnce() throws Exception {
    register(0, A);
    registry.committed(at(1), Set.of(B));
    assertThat(woken).hasValue(0);
    registry.committed(at(2), Set.of(A, B));
    registry.committed(at(3), Set.of(A));
    assertThat(woken).hasValue(1);
    assertThat(registry.waiting()).isZero();
  }

  @Test
  void aWaiterOfSeveralKeysIsWokenOnceByACommitThatTouchesAll() throws Exception {
    register(0, A, B, Watch.prefix(Topic.NODE, ""));
    registry.committed(at(1), Set.of(A, B));
    assertThat(woken).hasValue(1);
    assertThat(registry.waiting()).isZero();
  }

  @Test
  void aPrefixWakesOnlyForKeysThatBeginWithItInItsTopic() throws Exception {
    register(0, Watch.prefix(Topic.JOB, "default/web"));
    registry.committed(
        at(1),
        Set.of(
            Watch.of(Topic.JOB, "default/we"),
            Watch.of(Topic.JOB, "default/wea"),
            Watch.of(Topic.JOB, "default/wez"),
            Watch.of(Topic.JOB_SUMMARY, "default/web-1")));
    assertThat(woken).hasValue(0);
    registry.committed(at(2), Set.of(Watch.of(Topic.JOB, "default/web-1")));
    assertThat(woken).hasValue(1);
  }

  @Test
  void aCancelledWaiterIsNeverWokenAndGivesItsPlaceBack() throws Exception {
    WatchRegistry.Registration registration = register(0, A, Watch.prefix(Topic.NODE, "a"));
    assertThat(registration.cancel()).isTrue();
    assertThat(registration.cancel()).isFalse();
    registry.committed(at(1), Set.of(A));
    assertThat(woken).hasValue(0);
    assertThat(registry.waiting()).isZero();
  }

  @Test
  void whoRegistersAfterACommitThatItDidNotSeeIsTold() throws Exception {
    registry.committed(at(5), Set.of(A));
    assertThat(register(4, A).movedOn()).isTrue();
    assertThat(register(5, A).movedOn()).isFalse();
  }

  @Test
  void bothBoundsAreKeptAndNamed() throws Exception {
    for (int i = 0; i < 10; i++) {
      register(0, A);
    }
    assertThatThrownBy(() -> register(0, A))
        .isInstanceOf(WatchRegistry.TooManyWaiters.class)
        .hasMessageContaining("10 of one client");
    for (int i = 0; i < 90; i++) {
      registry.register("d" + i, List.of(A), 0, woken::incrementAndGet);
    }
    assertThatThrownBy(() -> registry.register("e", List.of(A), 0, woken::incrementAndGet))
        .hasMessageContaining("at most 100");
    registry.committed(at(1), Set.of(A));
    assertThat(woken).hasValue(100);
    assertThat(register(1, A).movedOn()).isFalse();
  }

  @Test
  void aWaiterThatThrowsDoesNotCostTheOthersTheirWakeUp() throws Exception {
    registry.register(
        "c",
        List.of(A),
        0,
        () -> {
          throw new IllegalStateException("broken waiter");
        });
    register(0, A);
    assertThatThrownBy(() -> registry.committed(at(1), Set.of(A))).hasMessage("broken waiter");
    assertThat(woken).hasValue(1);
  }

  /** Readers register while commits go on: each must hear of the first commit it had not seen. */
  @Test
  void noCommitIsLostBetweenReadingAndRegistering() throws Exception {
    SnapshotStore store = new SnapshotStore();
    WatchRegistry busy = new WatchRegistry(10_000, 10_000);
    store.listen(busy);
    int rounds = 3000;
    Map<Integer, Long> unanswered = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> readers = new ArrayList<>();
      for (int r = 0; r < 2; r++) {
        int base = r * rounds;
        readers.add(
            threads.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < rounds; i++) {
                    int waiter = base + i;
                    long seen = store.current().index();
                    unanswered.put(waiter, seen);
                    var place =
                        busy.register("c", List.of(A), seen, () -> unanswered.remove(waiter));
                    if (place.movedOn() && store.current().index() > seen && place.cancel()) {
                      unanswered.remove(waiter); // It looks again and sees the newer state.
                    }
                  }
                  return null;
                }));
      }
      Future<?> writer =
          threads.submit(
              () -> {
                start.await();
                for (long index = 1; index <= 5000; index++) {
                  store.publish(at(index), Set.of(A));
                }
                return null;
              });
      start.countDown();
      writer.get(60, TimeUnit.SECONDS);
      for (Future<?> reader : readers) {
        reader.get(60, TimeUnit.SECONDS);
      }
    }
    // Whoever registered after the last commit rightly waits still; one more commit ends that.
    assertThat(unanswered).hasSize(busy.waiting());
    assertThat(unanswered.values()).allMatch(seen -> seen == 5000);
    store.publish(at(5001), Set.of(A));
    assertThat(unanswered).isEmpty();
    assertThat(busy.waiting()).isZero();
  }

  @Property(tries = 300)
  void wakesExactlyThoseWhoseWatchesMatch(
      @ForAll("watches") List<Watch> waiting, @ForAll("keys") List<String> touched)
      throws Exception {
    WatchRegistry fresh = new WatchRegistry(1000, 1000);
    Set<Integer> heard = new HashSet<>();
    for (int i = 0; i < waiting.size(); i++) {
      int waiter = i;
      fresh.register(
          "c",
          List.of(waiting.get(i)),
          0,
          () -> assertThat(heard.add(waiter)).as("woken once").isTrue());
    }
    Set<Watch> commit = new HashSet<>();
    touched.forEach(key -> commit.add(Watch.of(Topic.JOB, key)));
    fresh.committed(at(1), commit);
    Set<Integer> expected = new HashSet<>();
    for (int i = 0; i < waiting.size(); i++) {
      Watch watch = waiting.get(i);
      boolean matches =
          touched.stream()
              .anyMatch(k -> watch.prefix() ? k.startsWith(watch.key()) : k.equals(watch.key()));
      if (matches) {
        expected.add(i);
      }
    }
    assertThat(heard).isEqualTo(expected);
    assertThat(fresh.waiting()).isEqualTo(waiting.size() - expected.size());
  }

  @Provide
  Arbitrary<List<String>> keys() {
    return key().list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<Watch>> watches() {
    return Combinators.combine(key(), Arbitraries.of(true, false))
        .as((key, prefix) -> new Watch(Topic.JOB, key, prefix))
        .list()
        .ofMaxSize(20);
  }

  private static Arbitrary<String> key() {
    return Arbitraries.strings().withChars("ab/").ofMaxLength(5);
  }
}
