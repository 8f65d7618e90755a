package io.drover.sidecar.recover;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What the sidecar knows, as one small file a fact: {@code allocs/<id>/alloc.json}, {@code
 * allocs/<id>/task.<name>.json}, {@code documents/<digest>}. Thread-safe as long as no two threads
 * write the same fact.
 */
public final class NodeStore {

  private static final Logger LOG = Logger.getLogger(NodeStore.class);
  private static final String TASK = "task.";
  private static final String JSON = ".json";

  private final DiskReserve reserve;
  private final Path allocs;
  private final Path documents;

  /** Makes its directories. */
  public NodeStore(DataDir dataDir) throws IOException {
    reserve = dataDir.reserve();
    allocs = Files.createDirectories(dataDir.client().resolve("allocs"));
    documents = Files.createDirectories(dataDir.client().resolve("documents"));
  }

  /** An allocation as it was left. */
  public record Stored(AllocRecord alloc, Map<String, TaskRecord> tasks) {}

  /** Writes what the servers want. */
  public void save(AllocRecord alloc) throws IOException {
    Path directory = Files.createDirectories(directory(alloc.allocation().id()));
    AtomicFile.write(directory.resolve("alloc.json"), Json.MAPPER.writeValueAsBytes(alloc), false);
  }

  /** Writes how a task stands; {@code durable} when it must outlive a power failure. */
  public void save(AllocId alloc, String task, TaskRecord record, boolean durable)
      throws IOException {
    Path file = directory(alloc).resolve(TASK + task + JSON);
    byte[] content = Json.MAPPER.writeValueAsBytes(record);
    if (durable) {
      reserve.write(file, content);
    } else {
      AtomicFile.write(file, content, false);
    }
  }

  private Path directory(AllocId alloc) {
    return allocs.resolve(alloc.value());
  }

  /** Everything; what cannot be read is reported, and left where it is. */
  public List<Stored> load() throws IOException {
    List<Stored> all = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(allocs)) {
      for (Path directory : directories) {
        try {
          all.add(read(directory));
        } catch (IOException damaged) {
          LOG.errorf(
              "what is stored of allocation %s cannot be read: %s",
              directory.getFileName(), damaged.getMessage());
        }
      }
    }
    return all;
  }

  private static Stored read(Path directory) throws IOException {
    AllocRecord alloc =
        Json.MAPPER.readValue(
            Files.readAllBytes(directory.resolve("alloc.json")), AllocRecord.class);
    Map<String, TaskRecord> tasks = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, TASK + "*" + JSON)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        tasks.put(
            name.substring(TASK.length(), name.length() - JSON.length()),
            Json.MAPPER.readValue(Files.readAllBytes(file), TaskRecord.class));
      }
    }
    return new Stored(alloc, tasks);
  }

  /** Forgets an allocation. */
  public void remove(AllocId alloc) throws IOException {
    Trees.delete(directory(alloc));
  }

  /**
   * Keeps a job's document.
   *
   * @throws IOException when the content has another digest, or cannot be written
   */
  public void saveDocument(Digest digest, byte[] content) throws IOException {
    if (!Digest.of(content).equals(digest)) {
      throw new IOException("document " + digest.hex() + " has another digest");
    }
    Path file = documents.resolve(digest.hex());
    if (!Files.exists(file)) {
      AtomicFile.write(file, content, false);
    }
  }

  /** A job's document, if it was sent. */
  public Optional<JobSpec> document(Digest digest) throws IOException {
    try {
      return Optional.of(
          Json.MAPPER.readValue(
              Files.readAllBytes(documents.resolve(digest.hex())), JobSpec.class));
    } catch (NoSuchFileException unknown) {
      return Optional.empty();
    }
  }

  /** Removes documents that no allocation needs any more. */
  public void sweepDocuments(Set<String> needed) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(documents)) {
      all = files.toList();
    }
    for (Path file : all) {
      if (!needed.contains(file.getFileName().toString())) {
        Files.deleteIfExists(file);
      }
    }
  }
}
