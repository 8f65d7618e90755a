package io.drover.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * What a member keeps of itself and the others, beside the log: its id, and the cluster that it
 * belongs to once there is one. The voters of the log are the log's own matter; the roster says
 * where to begin, and where members are reached by HTTP and gRPC.
 *
 * @param clusterId empty as long as the member belongs to no cluster
 * @param members of the cluster in the order of their ids, this one among them; empty before
 */
public record Roster(String memberId, String clusterId, List<Peer> members) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILE = "members.json";

  public Roster {
    members = members == null ? List.of() : List.copyOf(members);
  }

  /** True once the member belongs to a cluster. */
  public boolean formed() {
    return !clusterId.isEmpty();
  }

  /** The roster in that directory; a new one with a fresh id if there is none. */
  public static Roster open(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      return JSON.readValue(Files.readAllBytes(file), Roster.class);
    }
    Roster fresh = new Roster(UUID.randomUUID().toString(), "", List.of());
    fresh.write(directory);
    return fresh;
  }

  /** True if a roster is kept there. */
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /** Keeps it, durably, in place of the one before. */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path next = directory.resolve(FILE + ".next");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes =
          ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(directory)) {
      folder.force(true);
    }
  }
}
