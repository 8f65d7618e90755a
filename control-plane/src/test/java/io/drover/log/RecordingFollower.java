package io.drover.log;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Folds entries into a running hash, so that equal hashes mean equal histories. */
public final class RecordingFollower implements LogFollower {

  private final List<LeaderInfo> leaders = new ArrayList<>();
  private long position;
  private long hash = 17;
  private long bytes;
  private long snapshotsRead;
  private LogUnavailableException failure;

  @Override
  public synchronized void committed(long at, byte[] entry) {
    if (at != position + 1) {
      throw new IllegalStateException("given " + at + " after " + position);
    }
    position = at;
    bytes += entry.length;
    CRC32C crc = new CRC32C();
    crc.update(entry);
    hash = hash * 1_000_003 + crc.getValue();
  }

  @Override
  public synchronized void leadershipChanged(LeaderInfo info) {
    leaders.add(info);
  }

  @Override
  public synchronized SnapshotSource captureSnapshot() {
    long p = position;
    long h = hash;
    long b = bytes;
    return out -> {
      DataOutputStream data = new DataOutputStream(out);
      data.writeLong(p);
      data.writeLong(h);
      data.writeLong(b);
      data.flush();
    };
  }

  @Override
  public synchronized void readSnapshot(long at, InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    position = data.readLong();
    hash = data.readLong();
    bytes = data.readLong();
    snapshotsRead++;
    if (position != at) {
      throw new IOException("snapshot of " + position + " announced as " + at);
    }
  }

  @Override
  public synchronized void failed(LogUnavailableException cause) {
    failure = cause;
  }

  public synchronized long position() {
    return position;
  }

  public synchronized long hash() {
    return hash;
  }

  public synchronized long snapshotsRead() {
    return snapshotsRead;
  }

  public synchronized LogUnavailableException failure() {
    return failure;
  }

  public synchronized List<LeaderInfo> leaders() {
    return List.copyOf(leaders);
  }

  public static byte[] entry(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
