package io.drover.sidecar.recover;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The node's directory, held by one process at a time. {@code alloc/} is for tasks, {@code client/}
 * for the sidecar alone.
 */
public final class DataDir implements AutoCloseable {

  private final Path root;
  private final FileChannel lockFile;
  private final DiskReserve reserve;

  private DataDir(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
    this.reserve = new DiskReserve(client().resolve("reserve"));
  }

  /**
   * Makes what is missing and takes the lock, which ends with the process.
   *
   * @throws IOException with a text for the operator: not writable, or in use
   */
  public static DataDir open(Path root) throws IOException {
    Path client = root.resolve("client");
    try {
      Files.createDirectories(root.resolve("alloc"));
      if (!Files.isDirectory(client)) {
        Files.createDirectory(
            client,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel channel =
          FileChannel.open(
              client.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new IOException("data directory " + root + " is in use by another process");
      }
      return new DataDir(root, channel);
    } catch (java.nio.file.FileSystemException refused) {
      throw new IOException(
          "data directory " + root + " cannot be used: " + describe(refused), refused);
    }
  }

  private static String describe(java.nio.file.FileSystemException refused) {
    String reason = refused.getReason();
    return refused.getFile()
        + ": "
        + (reason == null ? refused.getClass().getSimpleName() : reason);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  /** Where allocations' directories are. */
  public Path allocs() {
    return root.resolve("alloc");
  }

  /** Where the sidecar keeps its own files. */
  public Path client() {
    return root.resolve("client");
  }

  /** For what must be on disk even when it is full. */
  public DiskReserve reserve() {
    return reserve;
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
