package io.drover.state;

import io.drover.contract.ids.AllocId;

/** What is kept of secrets that others gave out: accessors of Vault tokens, by allocation too. */
record SecretRecords(
    Table<String, VaultAccessor> accessors, Table<Pair<AllocId, String>, String> byAllocation) {

  static final SecretRecords EMPTY = new SecretRecords(Table.empty(), Table.empty());
}
