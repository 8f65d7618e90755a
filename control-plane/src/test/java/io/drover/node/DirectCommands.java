package io.drover.node;

import io.drover.apply.Appliers;
import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.Unavailable;
import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.event.Event;
import io.drover.state.SnapshotStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Decides and applies at once, in memory; can be made unavailable. */
final class DirectCommands implements Commands {

  final SnapshotStore store = new SnapshotStore();
  @Nullable Unavailable unavailable;

  @Override
  public <R> CompletionStage<R> submit(Command<R> command) {
    if (unavailable != null) {
      return CompletableFuture.failedFuture(unavailable);
    }
    try {
      Outcome<R> outcome = command.decide(store.current(), new FixedContext());
      if (!outcome.events().isEmpty()) {
        Appliers.Applied applied =
            Appliers.apply(store.current(), outcome.events(), store.current().index() + 1);
        store.publish(applied.snapshot(), applied.touched());
      }
      return CompletableFuture.completedFuture(outcome.answer().apply(store.current().index()));
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Applies events as if a command had decided them. */
  void write(Event... events) {
    Appliers.Applied applied =
        Appliers.apply(store.current(), List.of(events), store.current().index() + 1);
    store.publish(applied.snapshot(), applied.touched());
  }

  private static final class FixedContext implements Context {
    @Override
    public Instant now() {
      return Instant.ofEpochSecond(1_000_000);
    }

    @Override
    public String newId() {
      return UUID.randomUUID().toString();
    }

    @Override
    public JobSpec job(Digest digest) {
      throw new AssertionError("no command here reads documents");
    }
  }
}
