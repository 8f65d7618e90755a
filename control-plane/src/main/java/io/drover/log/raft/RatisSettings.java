package io.drover.log.raft;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.server.RaftServerConfigKeys.ThreadPool;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is set, and the settings without which it would lose entries, asserted. */
final class RatisSettings {

  /** One record with its framing must fit the append buffer; entries of ours are up to 1 MB. */
  static final int RECORD_BYTES_MAX = 2 << 20;

  /**
   * Ratis asks for a snapshot this often; whether one is due is decided by {@link SnapshotTaker}.
   */
  private static final long SNAPSHOT_ASK_ENTRIES = 1_000;

  private RatisSettings() {}

  static RaftProperties properties(RatisLogConfig config, DataDirectory directory) {
    RaftProperties p = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(p, List.of(directory.ratis().toFile()));
    log(p);
    snapshots(p, config);
    elections(p, config.singleVoter());
    network(p, config);
    threads(p);
    check(p);
    return p;
  }

  private static void log(RaftProperties p) {
    Log.setUnsafeFlushEnabled(p, false);
    Log.setAsyncFlushEnabled(p, false);
    Log.setUseMemory(p, false);
    Log.setCorruptionPolicy(p, Log.CorruptionPolicy.EXCEPTION);
    Log.setLogMetadataEnabled(p, false);
    // Only whole closed segments are purged, so they are small.
    Log.setSegmentSizeMax(p, SizeInBytes.valueOf("8MB"));
    Log.setPreallocatedSize(p, SizeInBytes.valueOf("1MB"));
    // Two closed segments stay in memory for followers a little behind; others are read again.
    Log.setSegmentCacheNumMax(p, 2);
    Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf("16MB"));
    Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf(RECORD_BYTES_MAX));
    Log.setWriteBufferSize(p, SizeInBytes.valueOf(RECORD_BYTES_MAX + 1024));
    Log.Appender.setWaitTimeMin(p, millis(0));
    Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Write.setElementLimit(p, RatisLog.IN_FLIGHT_MAX + 64);
    RaftServerConfigKeys.RetryCache.setExpiryTime(p, TimeDuration.valueOf(5, TimeUnit.SECONDS));
  }

  private static void snapshots(RaftProperties p, RatisLogConfig config) {
    Snapshot.setAutoTriggerEnabled(p, true);
    Snapshot.setAutoTriggerThreshold(
        p, Math.min(SNAPSHOT_ASK_ENTRIES, config.limits().snapshotEntries()));
    Snapshot.setTriggerWhenStopEnabled(p, false);
    Snapshot.setRetentionFileNum(p, SnapshotFiles.KEPT);
    Log.setPurgeUptoSnapshotIndex(p, true);
    Log.setPurgeGap(p, 1);
  }

  private static void elections(RaftProperties p, boolean single) {
    Rpc.setTimeoutMin(p, millis(500));
    Rpc.setTimeoutMax(p, millis(1000));
    // A single voter has nobody to wait for.
    Rpc.setFirstElectionTimeoutMin(p, millis(single ? 10 : 500));
    Rpc.setFirstElectionTimeoutMax(p, millis(single ? 20 : 1000));
    RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(p, true);
  }

  private static void network(RaftProperties p, RatisLogConfig config) {
    GrpcConfigKeys.Server.setHost(p, config.self().host());
    GrpcConfigKeys.Server.setPort(p, config.self().port());
    // 4 MB snapshot chunks and append batches of 2 MB, with their framing.
    GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("8MB"));
  }

  /** Few threads: one group, few peers; the pools that grow are cached and shrink again. */
  private static void threads(RaftProperties p) {
    ThreadPool.setProxyCached(p, true);
    ThreadPool.setServerCached(p, true);
    ThreadPool.setClientCached(p, true);
    GrpcConfigKeys.Server.setBossGroupSize(p, 1);
    GrpcConfigKeys.Server.setWorkerGroupSize(p, 2);
    GrpcConfigKeys.Server.setAsyncRequestThreadPoolCached(p, true);
  }

  /** Stops here rather than run a log that lies. */
  private static void check(RaftProperties p) {
    require(!Log.unsafeFlushEnabled(p), Log.UNSAFE_FLUSH_ENABLED_KEY);
    require(!Log.asyncFlushEnabled(p), Log.ASYNC_FLUSH_ENABLED_KEY);
    require(!Log.useMemory(p), Log.USE_MEMORY_KEY);
    require(Log.corruptionPolicy(p) == Log.CorruptionPolicy.EXCEPTION, Log.CORRUPTION_POLICY_KEY);
    require(!Log.logMetadataEnabled(p), Log.LOG_METADATA_ENABLED_KEY);
    require(Log.purgeUptoSnapshotIndex(p), Log.PURGE_UPTO_SNAPSHOT_INDEX_KEY);
    require(Snapshot.autoTriggerEnabled(p), Snapshot.AUTO_TRIGGER_ENABLED_KEY);
    require(Snapshot.retentionFileNum(p) == SnapshotFiles.KEPT, Snapshot.RETENTION_FILE_NUM_KEY);
  }

  private static void require(boolean holds, String key) {
    if (!holds) {
      throw new IllegalStateException(key + " is not set as the log needs it");
    }
  }

  static Parameters parameters(RatisLogConfig config) {
    Parameters parameters = new Parameters();
    config
        .tls()
        .map(
            t ->
                new GrpcTlsConfig(
                    t.key().toFile(), t.certificates().toFile(), t.trusted().toFile(), true))
        .ifPresent(
            tls -> {
              GrpcConfigKeys.TLS.setConf(parameters, tls);
              GrpcConfigKeys.Server.setTlsConf(parameters, tls);
              GrpcConfigKeys.Admin.setTlsConf(parameters, tls);
              GrpcConfigKeys.Client.setTlsConf(parameters, tls);
            });
    return parameters;
  }

  private static TimeDuration millis(int millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }
}
