package io.drover.boot;

import io.drover.command.Commands;
import io.drover.command.job.JobValidator;
import io.drover.documents.JobDocuments;
import io.drover.evaluate.Timers;
import io.drover.http.port.VaultCheck;
import io.drover.node.TokenMaker;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.vault.JobTokenCheck;
import io.drover.vault.Revoker;
import io.drover.vault.TaskTokens;
import io.drover.vault.VaultConnection;
import io.drover.vault.VaultSettings;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What has to do with Vault, or nothing of it where Vault is not used. */
record VaultParts(
    Optional<VaultConnection> connection,
    Optional<Revoker> revoker,
    TokenMaker tokens,
    VaultCheck check)
    implements AutoCloseable {

  /** Files of the TLS options that cannot be used are a {@link StartException}. */
  static VaultParts of(
      VaultSettings settings,
      SnapshotStore store,
      JobDocuments documents,
      Commands commands,
      Timers timers) {
    if (!settings.enabled()) {
      return new VaultParts(
          Optional.empty(),
          Optional.empty(),
          TokenMaker.OFF,
          (spec, token) -> CompletableFuture.completedFuture(JobValidator.withoutVault(spec)));
    }
    VaultConnection vault;
    try {
      vault = new VaultConnection(settings, VaultConnection.Pace.USUAL);
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    Executor executor = task -> Thread.ofVirtual().name("vault-request").start(task);
    Revoker.Ports ports =
        new Revoker.Ports(vault, commands, timers, Clock.systemUTC(), executor, Revoker.RETRY);
    return new VaultParts(
        Optional.of(vault),
        Optional.of(new Revoker(ports)),
        new TaskTokens(vault, store, documents, commands, executor),
        new JobTokenCheck(vault, executor));
  }

  void listen(SnapshotStore store) {
    revoker.ifPresent(store::listen);
  }

  void start() {
    connection.ifPresent(VaultConnection::start);
  }

  void lead(Snapshot snapshot) {
    revoker.ifPresent(revokes -> revokes.start(snapshot));
  }

  void follow() {
    revoker.ifPresent(Revoker::stop);
  }

  @Override
  public void close() {
    revoker.ifPresent(Revoker::close);
    connection.ifPresent(VaultConnection::close);
  }
}
