package io.drover.sidecar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata that changes while the node runs. */
final class NodeMetadataTest {

  @TempDir Path directory;

  private NodeMetadata open() throws IOException {
    return NodeMetadata.open(directory.resolve("m.json"), Map.of("rack", "r1", "zone", "z1"));
  }

  private static void change(NodeMetadata metadata, String json) throws IOException {
    metadata.change(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void changesAreInForceAndOutliveTheSidecar() throws Exception {
    NodeMetadata metadata = open();
    AtomicInteger told = new AtomicInteger();
    metadata.listen(told::incrementAndGet);
    change(metadata, "{\"dyn.a-b\":\"1\",\"rack\":\"r9\",\"zone\":null}");
    assertThat(metadata.inForce()).isEqualTo(Map.of("dyn.a-b", "1", "rack", "r9"));
    assertThat(told).hasValue(1);
    NodeMetadata after = open();
    assertThat(after.inForce()).isEqualTo(metadata.inForce());
    assertThat(after.json()).isEqualTo(metadata.json());
    change(after, "{\"zone\":\"z2\"}");
    assertThat(after.inForce()).containsEntry("zone", "z2").containsEntry("rack", "r9");
  }

  @Test
  void whatIsWrongIsSaidAndChangesNothing() throws Exception {
    NodeMetadata metadata = open();
    String keys = " is invalid; metadata keys must be valid dotted hcl identifiers";
    expect(metadata, "{\"ok\":\"1\",\"a b!\":\"c\"}", "\"a b!\"" + keys);
    expect(metadata, "{\"\":\"c\"}", "\"\"" + keys);
    expect(metadata, "{\"1a\":\"c\"}", "\"1a\"" + keys);
    expect(metadata, "{\"a..b\":\"c\"}", "\"a..b\"" + keys);
    expect(metadata, "{}", "missing required Meta object");
    expect(metadata, "", "missing required Meta object");
    expect(metadata, "[1]", "missing required Meta object");
    expect(metadata, "{\"a\":1}", "the value of \"a\" is invalid; it must be a text or null");
    assertThatThrownBy(() -> change(metadata, "{\"a\":"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Meta is malformed: ");
    assertThat(metadata.inForce()).isEqualTo(Map.of("rack", "r1", "zone", "z1"));
    assertThat(directory.resolve("m.json")).doesNotExist();
  }

  private static void expect(NodeMetadata metadata, String json, String message) {
    assertThatThrownBy(() -> change(metadata, json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aChangeThatCannotBeKeptIsNotInForce() throws Exception {
    NodeMetadata metadata =
        NodeMetadata.open(directory.resolve("gone").resolve("m.json"), Map.of());
    assertThatThrownBy(() -> change(metadata, "{\"a\":\"b\"}")).isInstanceOf(IOException.class);
    assertThat(metadata.inForce()).isEmpty();
  }

  @Test
  void aFileThatIsDamagedIsNamed() throws Exception {
    Files.writeString(directory.resolve("m.json"), "{");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(directory.resolve("m.json") + " cannot be read: ");
  }
}
