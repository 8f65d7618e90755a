package io.drover.sidecar.recover;

import io.drover.contract.ids.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Who the node is, for as long as its data directory lives. The secret is proof of the id. */
public record Identity(NodeId id, String secret) {

  /**
   * Reads it, or makes it up.
   *
   * @throws IOException when a file is there and holds no UUID
   */
  public static Identity of(DataDir dataDir) throws IOException {
    return new Identity(
        new NodeId(uuid(dataDir.client().resolve("client-id"))),
        uuid(dataDir.client().resolve("secret-id")));
  }

  private static String uuid(Path file) throws IOException {
    if (!Files.exists(file)) {
      String fresh = UUID.randomUUID().toString();
      AtomicFile.write(file, (fresh + "\n").getBytes(StandardCharsets.UTF_8), true);
      return fresh;
    }
    String found = Files.readString(file).strip();
    try {
      return UUID.fromString(found).toString();
    } catch (IllegalArgumentException damaged) {
      throw new IOException(
          file
              + " does not hold a UUID; restore it, or remove it to register"
              + " this machine as a new node",
          damaged);
    }
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
