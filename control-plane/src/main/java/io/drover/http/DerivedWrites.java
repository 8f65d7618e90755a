package io.drover.http;

import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Derived;
import io.drover.command.Refusal;
import io.drover.command.job.JobDocument;
import io.drover.documents.DocumentStore;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes of jobs that are made from registered ones: the new document is made from the newest state
 * and stored, then the command is handed in. If somebody was quicker it starts over.
 */
@Singleton
final class DerivedWrites {

  /** In each round one of those who change the same job wins; so many at once is no use. */
  private static final int ATTEMPTS_MAX = 100;

  private final SnapshotStore store;
  private final DocumentStore documents;
  private final Commands commands;

  @Inject
  DerivedWrites(SnapshotStore store, DocumentStore documents, Commands commands) {
    this.store = store;
    this.documents = documents;
    this.commands = commands;
  }

  /** A command, and the document that it refers to, if any. */
  record Made<R>(@Nullable JobDocument document, Command<Optional<R>> command) {

    static <R> Made<R> of(@Nullable Derived derived, Command<Optional<R>> command) {
      return new Made<>(derived == null ? null : derived.document(), command);
    }
  }

  /** Makes a write from a state. */
  @FunctionalInterface
  interface Making<R> {
    Made<R> from(Snapshot snapshot) throws Refusal;
  }

  /** Writes what is made from the newest state. */
  <R> CompletionStage<R> submit(Making<R> making) {
    return attempt(making, 1);
  }

  private <R> CompletionStage<R> attempt(Making<R> making, int number) {
    Made<R> made;
    try {
      made = making.from(store.current());
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
    return stored(made.document())
        .thenCompose(stored -> commands.submit(made.command()))
        .thenComposeAsync(
            done -> {
              if (done.isPresent()) {
                return CompletableFuture.completedFuture(done.get());
              }
              return number < ATTEMPTS_MAX
                  ? attempt(making, number + 1)
                  : CompletableFuture.failedFuture(
                      new Failure(500, "The job is changed by too many at once; try again"));
            },
            Infrastructure.getDefaultWorkerPool());
  }

  private CompletionStage<Void> stored(@Nullable JobDocument document) {
    return document == null
        ? CompletableFuture.completedFuture(null)
        : documents.put(document.digest(), document.bytes());
  }
}
