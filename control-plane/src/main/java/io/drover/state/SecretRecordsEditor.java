package io.drover.state;

import java.util.function.BiConsumer;

/** The part of a {@link SnapshotEditor} for what is kept of secrets. */
public final class SecretRecordsEditor {

  private final long index;
  private final BiConsumer<TableName, Watch> touch;
  private SecretRecords records;

  SecretRecordsEditor(SecretRecords records, long index, BiConsumer<TableName, Watch> touch) {
    this.records = records;
    this.index = index;
    this.touch = touch;
  }

  SecretRecords records() {
    return records;
  }

  /** Keeps an accessor that is new. */
  public void keep(VaultAccessor accessor) {
    put(accessor.withCreateIndex(index));
  }

  void put(VaultAccessor row) {
    records =
        new SecretRecords(
            records.accessors().with(row.accessor(), row),
            records.byAllocation().with(new Pair<>(row.allocId(), row.accessor()), row.accessor()));
    touch.accept(TableName.VAULT_ACCESSORS, Watch.of(Topic.VAULT_ACCESSORS, row.allocId().value()));
  }

  /** Forgets an accessor; one that is not kept is nothing. */
  public void remove(String accessor) {
    VaultAccessor row = records.accessors().get(accessor);
    if (row != null) {
      records =
          new SecretRecords(
              records.accessors().without(accessor),
              records.byAllocation().without(new Pair<>(row.allocId(), accessor)));
      touch.accept(
          TableName.VAULT_ACCESSORS, Watch.of(Topic.VAULT_ACCESSORS, row.allocId().value()));
    }
  }
}
