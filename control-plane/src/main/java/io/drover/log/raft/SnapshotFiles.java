package io.drover.log.raft;

import io.drover.log.SnapshotSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots on disk, as Ratis wants them: {@code sm/snapshot.<term>_<index>} and its MD5 beside it.
 *
 * <p>A snapshot is written outside {@code sm/}, synced, and renamed when its MD5 is in place: Ratis
 * ships whatever it finds there, also half a file. Two are kept, and the log is kept from the older
 * one on, so that one damaged snapshot costs nothing.
 */
final class SnapshotFiles extends SimpleStateMachineStorage {

  static final int KEPT = 2;
  private static final System.Logger LOG = System.getLogger(SnapshotFiles.class.getName());
  private static final long MAGIC = 0x44525653_4e415031L;
  private static final int HEADER_BYTES = 16;
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path temporary;
  private volatile @Nullable SingleFileSnapshotInfo newest;

  SnapshotFiles(Path temporary) {
    this.temporary = temporary;
  }

  /** A snapshot whose bytes are proven; its payload starts behind our header. */
  record Verified(SingleFileSnapshotInfo info, long position) {

    TermIndex termIndex() {
      return info.getTermIndex();
    }

    /** The state, without our header. */
    DataInputStream open() throws IOException {
      DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(
                  Files.newInputStream(info.getFile().getPath()), BUFFER_BYTES));
      in.skipNBytes(HEADER_BYTES);
      return in;
    }
  }

  /** Writes and publishes a snapshot; on the snapshot thread. */
  SingleFileSnapshotInfo write(
      TermIndex at, long position, SnapshotSource source, DiskSpace space, BooleanSupplier wanted)
      throws IOException {
    File target = getSnapshotFile(at.getTerm(), at.getIndex());
    Path unfinished = temporary.resolve(target.getName());
    MessageDigest md5 = MD5FileUtil.newMD5();
    try {
      try (OutputStream file =
              new BufferedOutputStream(Files.newOutputStream(unfinished), BUFFER_BYTES);
          DataOutputStream out =
              new DataOutputStream(new DigestOutputStream(space.guarded(file), md5))) {
        out.writeLong(MAGIC);
        out.writeLong(position);
        source.writeTo(out);
      }
      DataDirectory.sync(unfinished);
      if (!wanted.getAsBoolean()) {
        throw new IOException("the leader sent a newer one meanwhile");
      }
      MD5Hash digest = MD5Hash.newInstance(md5.digest());
      MD5FileUtil.saveMD5File(target, digest);
      Files.move(unfinished, target.toPath(), StandardCopyOption.ATOMIC_MOVE);
      DataDirectory.sync(target.toPath().getParent());
      SingleFileSnapshotInfo info =
          new SingleFileSnapshotInfo(new FileInfo(target.toPath(), digest), at);
      newest = info;
      return info;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Ratis asks each time it purges; old snapshots go when a new one is written. */
  @Override
  public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {}

  void deleteOld() throws IOException {
    super.cleanupOldSnapshots(
        new SnapshotRetentionPolicy() {
          @Override
          public int getNumSnapshotsRetained() {
            return KEPT;
          }
        });
  }

  /** What Ratis ships to a follower: the newest one proven or written here. */
  @Override
  public @Nullable SingleFileSnapshotInfo getLatestSnapshot() {
    return newest;
  }

  @Override
  public @Nullable SingleFileSnapshotInfo loadLatestSnapshot() {
    return newest;
  }

  /** The newest snapshot whose bytes are what was written, with damaged ones set aside. */
  Optional<Verified> newestVerified(Path damaged) throws IOException {
    for (File file : snapshots()) {
      TermIndex at = getTermIndexFromSnapshotFile(file);
      try {
        Verified verified = verify(file, at);
        newest = verified.info();
        return Optional.of(verified);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.ERROR, "snapshot " + file + " is damaged, set aside", e);
        Files.createDirectories(damaged);
        Files.move(
            file.toPath(), damaged.resolve(file.getName()), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(Path.of(file.getPath() + MD5FileUtil.MD5_SUFFIX));
      }
    }
    return Optional.empty();
  }

  private Verified verify(File file, TermIndex at) throws IOException {
    MD5Hash stored = MD5FileUtil.readStoredMd5ForFile(file);
    if (stored == null) {
      throw new IOException("no digest beside " + file);
    }
    if (!stored.equals(MD5FileUtil.computeMd5ForFile(file))) {
      throw new IOException("the digest of " + file + " is wrong");
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file.toPath()))) {
      if (in.readLong() != MAGIC) {
        throw new IOException(file + " is no snapshot of this program, or of another version");
      }
      return new Verified(
          new SingleFileSnapshotInfo(new FileInfo(file.toPath(), stored), at), in.readLong());
    }
  }

  /** Newest first. */
  private List<File> snapshots() throws IOException {
    Path directory = getSnapshotFile(0, 0).toPath().getParent();
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<File> found =
          new ArrayList<>(
              files
                  .map(Path::toFile)
                  .filter(f -> SNAPSHOT_REGEX.matcher(f.getName()).matches())
                  .toList());
      found.sort(
          Comparator.comparing(SimpleStateMachineStorage::getTermIndexFromSnapshotFile).reversed());
      return found;
    }
  }
}
