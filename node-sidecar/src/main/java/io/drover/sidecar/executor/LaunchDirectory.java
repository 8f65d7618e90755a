package io.drover.sidecar.executor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.drover.sidecar.recover.AtomicFile;
import io.drover.sidecar.recover.DiskReserve;
import io.drover.sidecar.recover.Trees;
import io.drover.sidecar.spawn.ExitStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/**
 * What is on disk of one launch. {@code command} is there before the process, {@code pids} is
 * written by the process itself, {@code exit} is there once it has ended and nothing of it is left.
 */
record LaunchDirectory(Path path) {

  private static final ObjectMapper MAPPER = mapper();

  /**
   * What was launched.
   *
   * @param orphan file with the process id, where a runtime starts the process; empty otherwise
   */
  record Stored(String bootId, long startedMillis, String orphan, ExecCommand command) {

    Optional<Path> orphanFile() {
      return orphan.isEmpty() ? Optional.empty() : Optional.of(Path.of(orphan));
    }
  }

  /**
   * A {@link ProcessExit} as it is stored.
   *
   * @param kind exited, signaled or unknown
   * @param number code or signal
   */
  record StoredExit(String kind, int number, String reason, boolean oomKilled, long atMillis) {

    static StoredExit of(ProcessExit exit) {
      long at = exit.at().toEpochMilli();
      return switch (exit.status()) {
        case ExitStatus.Exited exited ->
            new StoredExit("exited", exited.code(), "", exit.oomKilled(), at);
        case ExitStatus.Signaled signaled ->
            new StoredExit("signaled", signaled.signal(), "", exit.oomKilled(), at);
        case ExitStatus.Unknown unknown ->
            new StoredExit("unknown", 0, unknown.reason(), exit.oomKilled(), at);
      };
    }

    ProcessExit exit() {
      ExitStatus status =
          switch (kind) {
            case "exited" -> new ExitStatus.Exited(number);
            case "signaled" -> new ExitStatus.Signaled(number);
            default -> new ExitStatus.Unknown(reason);
          };
      return new ProcessExit(status, oomKilled, Instant.ofEpochMilli(atMillis));
    }
  }

  /** Paths as they are, not as URIs. */
  private static ObjectMapper mapper() {
    SimpleModule paths = new SimpleModule();
    paths.addSerializer(Path.class, new ToStringSerializer(Path.class));
    paths.addDeserializer(
        Path.class,
        new FromStringDeserializer<>(Path.class) {
          private static final long serialVersionUID = 1;

          @Override
          protected Path _deserialize(
              String text, com.fasterxml.jackson.databind.DeserializationContext context) {
            return Path.of(text);
          }
        });
    return JsonMapper.builder().addModule(paths).build();
  }

  /**
   * Makes it, for nobody but the sidecar's user.
   *
   * @throws FileAlreadyExistsException when there was such a launch
   */
  void create() throws IOException {
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  Path pids() {
    return path.resolve("pids");
  }

  /** Where what belongs to one command inside the task is. */
  Path exec(String name) {
    return path.resolve(name);
  }

  void write(Stored stored) throws IOException {
    AtomicFile.write(path.resolve("command"), MAPPER.writeValueAsBytes(stored), false);
  }

  Optional<Stored> stored() throws IOException {
    return read("command", Stored.class);
  }

  /** It is on the disk itself when this returns. */
  void write(ProcessExit exit, DiskReserve reserve) throws IOException {
    reserve.write(path.resolve("exit"), MAPPER.writeValueAsBytes(StoredExit.of(exit)));
  }

  Optional<ProcessExit> exit() throws IOException {
    return read("exit", StoredExit.class).map(StoredExit::exit);
  }

  private <T> Optional<T> read(String name, Class<T> type) throws IOException {
    try {
      return Optional.of(MAPPER.readValue(Files.readAllBytes(path.resolve(name)), type));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  void delete() throws IOException {
    Trees.delete(path);
  }
}
