package io.drover.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.drover.contract.ids.AllocId;
import io.drover.event.VaultAccessorsKept;
import io.drover.event.VaultAccessorsRemoved;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotCodec;
import io.drover.state.TableName;
import io.drover.state.VaultAccessor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessorsInStateTest {

  private static final SmileMapper SMILE = new SmileMapper();

  private final VaultWorld world = new VaultWorld();

  private static VaultAccessor accessor(String name, String allocation) {
    return new VaultAccessor(name, new AllocId(allocation), VaultWorld.NODE, "t", 60, 0);
  }

  private Snapshot keep() {
    world.write(
        new VaultAccessorsKept(
            List.of(accessor("x", "a1"), accessor("y", "a10"), accessor("z", "a1"))));
    return world.store.current();
  }

  private static byte[] bytes(Snapshot snapshot) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SnapshotCodec.write(snapshot, out);
    return out.toByteArray();
  }

  @Test
  void theyAreFoundByTheirAllocationAndForgotten() {
    Snapshot kept = keep();
    assertThat(kept.vaultAccessorsOf(new AllocId("a1")))
        .extracting(VaultAccessor::accessor)
        .containsExactly("x", "z");
    assertThat(kept.vaultAccessorsOf(new AllocId("a10"))).hasSize(1);
    assertThat(kept.tableIndex(TableName.VAULT_ACCESSORS)).isEqualTo(kept.index());
    world.write(new VaultAccessorsRemoved(List.of("x", "unknown")));
    assertThat(world.store.current().vaultAccessorsOf(new AllocId("a1")))
        .extracting(VaultAccessor::accessor)
        .containsExactly("z");
    assertThat(world.store.current().vaultAccessors().keys()).containsExactly("y", "z");
  }

  @Test
  void theySurviveOnDisk() throws IOException {
    Snapshot kept = keep();
    Snapshot read = SnapshotCodec.read(new ByteArrayInputStream(bytes(kept)));
    assertThat(read.vaultAccessors().rows())
        .containsExactlyElementsOf(kept.vaultAccessors().rows());
    assertThat(read.vaultAccessorsOf(new AllocId("a1"))).hasSize(2);
    assertThat(SnapshotCodec.hash(read)).isEqualTo(SnapshotCodec.hash(kept));
  }

  @Test
  void aSnapshotOfBeforeTheyWereKeptIsRead() throws IOException {
    ArrayNode tree = (ArrayNode) SMILE.readTree(bytes(keep()));
    tree.remove(tree.size() - 1);
    Snapshot read = SnapshotCodec.read(new ByteArrayInputStream(SMILE.writeValueAsBytes(tree)));
    assertThat(read.vaultAccessors().size()).isZero();
    assertThat(read.allocations().size()).isEqualTo(1);
  }
}
