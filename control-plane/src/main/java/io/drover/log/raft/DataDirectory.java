package io.drover.log.raft;

import io.drover.log.LogStartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log's directory: who may use it, whose it is, and how much room its disk has.
 *
 * <p>Held under an exclusive file lock from {@link #open} to {@link #close}. The identity is
 * written once, synced, before Ratis first writes; after Ratis has started once it says so, so that
 * a directory whose entries were removed is not mistaken for a new one.
 */
final class DataDirectory implements AutoCloseable {

  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
  }

  static DataDirectory open(Path root) {
    try {
      Files.createDirectories(root);
      Path probe = root.resolve("lock");
      FileChannel channel =
          FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new LogStartException(
            "the log's directory "
                + root
                + " is in use by another process; stop it or choose another directory");
      }
      DataDirectory opened = new DataDirectory(root, channel, lock);
      Files.createDirectories(opened.ratis());
      opened.clearTemporary();
      return opened;
    } catch (IOException e) {
      throw new LogStartException(
          "the log's directory " + root + " cannot be created or written: " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void clearTemporary() throws IOException {
    Files.createDirectories(temporary());
    try (Stream<Path> left = Files.list(temporary())) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Checks that the directory belongs to this member of this cluster; a new one is claimed. */
  UUID claim(String memberId, String cluster) {
    Path file = root.resolve("identity");
    try {
      if (!Files.exists(file)) {
        return claimNew(memberId, cluster);
      }
      Properties identity = read(file);
      String owner = identity.getProperty("member", "?");
      if (!owner.equals(memberId)) {
        throw new LogStartException(
            root + " belongs to member " + owner + ", but this member is " + memberId);
      }
      String of = identity.getProperty("cluster", "?");
      if (!of.equals(cluster)) {
        throw new LogStartException(
            root + " belongs to cluster " + of + ", but this member's is " + cluster);
      }
      UUID id = UUID.fromString(identity.getProperty("cluster-id", ""));
      if (Boolean.parseBoolean(identity.getProperty("used")) && !Files.exists(group(id))) {
        throw new LogStartException(
            group(id)
                + " is missing although this member has written entries;"
                + " restore it, or empty "
                + root
                + " to give up what it held");
      }
      return id;
    } catch (IOException | IllegalArgumentException e) {
      throw new LogStartException(
          "the member's identity cannot be read from " + file + ": " + e, e);
    }
  }

  private UUID claimNew(String memberId, String cluster) throws IOException {
    try (Stream<Path> found = Files.list(ratis())) {
      if (found.findAny().isPresent()) {
        throw new LogStartException(
            root.resolve("identity") + " is missing, but " + ratis() + " holds entries");
      }
    }
    UUID id = UUID.nameUUIDFromBytes(("drover:" + cluster).getBytes(StandardCharsets.UTF_8));
    writeIdentity(memberId, cluster, id, false);
    return id;
  }

  /** From now on a missing log is an error. */
  void markUsed(String memberId, String cluster, UUID id) {
    try {
      if (!Boolean.parseBoolean(read(root.resolve("identity")).getProperty("used"))) {
        writeIdentity(memberId, cluster, id, true);
      }
    } catch (IOException e) {
      throw new LogStartException("the member's identity cannot be written in " + root, e);
    }
  }

  private void writeIdentity(String memberId, String cluster, UUID id, boolean used)
      throws IOException {
    String text =
        "version=1\nmember=%s\ncluster=%s\ncluster-id=%s\nused=%s\n"
            .formatted(memberId, cluster, id, used);
    Path temporary = temporary().resolve("identity");
    Files.writeString(temporary, text);
    sync(temporary);
    Files.move(temporary, root.resolve("identity"), StandardCopyOption.ATOMIC_MOVE);
    sync(root);
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return properties;
  }

  /** Makes a file, or the names in a directory, durable. */
  static void sync(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      file.force(true);
    }
  }

  /** Bytes this process may still write on the disk. */
  long freeBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  Path root() {
    return root;
  }

  /** What Ratis owns. */
  Path ratis() {
    return root.resolve("raft");
  }

  /** What Ratis keeps for the cluster. */
  Path group(UUID cluster) {
    return ratis().resolve(cluster.toString());
  }

  /** Unfinished files, on the same disk so that they can be renamed; emptied at start. */
  Path temporary() {
    return root.resolve("tmp");
  }

  /** Copies of what was repaired. */
  Path damaged() {
    return root.resolve("damaged");
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      System.getLogger(DataDirectory.class.getName())
          .log(System.Logger.Level.WARNING, "cannot unlock " + root, e);
    }
  }
}
