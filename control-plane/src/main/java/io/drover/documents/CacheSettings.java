package io.drover.documents;

import io.drover.documents.DocumentsConfig.Peer;
import java.util.concurrent.TimeUnit;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.cache.CustomStoreConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfiguration;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;

/** How Infinispan and the network under it are set. */
final class CacheSettings {

  static final String CACHE = "documents";

  /**
   * Longer than it takes to notice that a member is gone (3 s + 1 s), so that a cut member is
   * dropped rather than waited for.
   */
  private static final long REPLICATION_TIMEOUT_SECONDS = 10;

  /** Segments only spread the state transfer; all members own all of them. */
  private static final int SEGMENTS = 16;

  private CacheSettings() {}

  static GlobalConfiguration global(DocumentsConfig config) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    if (!config.alone()) {
      global.clusteredDefault();
      global
          .transport()
          .clusterName(config.cluster() + "-documents")
          .nodeName(config.self().id())
          .addProperty(JGroupsTransport.CONFIGURATION_XML, stack(config));
    }
    global.cacheManagerName("documents-" + config.self().id());
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    global.metrics().gauges(false).histograms(false);
    global.jmx().disable();
    return global.build();
  }

  static Configuration cache(DocumentsConfig config) {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    if (!config.alone()) {
      cache
          .clustering()
          .cacheMode(CacheMode.REPL_SYNC)
          .remoteTimeout(REPLICATION_TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .hash()
          .numSegments(SEGMENTS);
      cache.clustering().partitionHandling().whenSplit(PartitionHandling.DENY_READ_WRITES);
      cache.clustering().stateTransfer().timeout(4, TimeUnit.MINUTES).chunkSize(64);
    }
    cache.encoding().mediaType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
    cache.memory().maxSize(Long.toString(config.memoryBytes())).whenFull(EvictionStrategy.REMOVE);
    cache.statistics().disable();
    cache
        .persistence()
        .passivation(false)
        .addStore(CustomStoreConfigurationBuilder.class)
        .customStoreClass(DocumentCacheStore.class)
        .segmented(false)
        .shared(false)
        .preload(false)
        .purgeOnStartup(false);
    return cache.build();
  }

  /**
   * Reliable TCP between fixed members. A member that finds nobody leads on its own after 200 ms,
   * and merges later: documents are the same on both sides, so that does no harm, and without a
   * majority of the configured members nothing is stored.
   */
  private static String stack(DocumentsConfig config) {
    Peer self = config.self();
    return """
        <config xmlns="urn:org:jgroups">
          <TCP bind_addr="%s" bind_port="%d" port_range="0" diag.enabled="false"
               thread_pool.min_threads="0" thread_pool.max_threads="32" thread_pool.keep_alive_time="10000"
               sock_conn_timeout="300" bundler_type="transfer-queue" tcp_nodelay="true" thread_naming_pattern="cl"/>
          <TCPPING initial_hosts="%s" port_range="0" send_cache_on_join="true"/>
          <MERGE3 min_interval="1000" max_interval="3000"/>
          <FD_SOCK2 offset="100"/>
          <FD_ALL3 timeout="3000" interval="1000"/>
          <VERIFY_SUSPECT2 timeout="1000"/>
          <pbcast.NAKACK2 use_mcast_xmit="false" xmit_interval="200"/>
          <UNICAST3 xmit_interval="200"/>
          <pbcast.STABLE desired_avg_gossip="5000" max_bytes="1m"/>
          <pbcast.GMS print_local_addr="false" join_timeout="200"/>
          <UFC max_credits="4m" min_threshold="0.40"/>
          <MFC max_credits="4m" min_threshold="0.40"/>
          <FRAG4 frag_size="60k"/>
        </config>
        """
        .formatted(self.host(), self.port(), config.initialHosts());
  }

  static JChannel channel(EmbeddedCacheManager manager) {
    Transport transport = GlobalComponentRegistry.of(manager).getComponent(Transport.class);
    return ((JGroupsTransport) transport).getChannel();
  }
}
