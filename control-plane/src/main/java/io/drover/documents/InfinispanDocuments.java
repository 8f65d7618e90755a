package io.drover.documents;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.drover.contract.ids.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.infinispan.AdvancedCache;
import org.infinispan.context.Flag;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.util.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Documents in a replicated Infinispan cache, on disk in {@link DocumentFiles}.
 *
 * <p>A write counts when every member the cache sees has it on disk, and these were, before and
 * after, a majority of the members configured, by name: the cache's own idea of a majority follows
 * its view and is not enough. Reads are local; a document this member lacks is asked of the others
 * and checked against its digest.
 */
public final class InfinispanDocuments implements DocumentStore {

  /** Documents known to be on a majority: storing them again costs a look-up. */
  private static final int CONFIRMED_MAX = 100_000;

  private final DocumentsConfig config;
  private final DocumentFiles files;
  private final DefaultCacheManager manager;
  private final AdvancedCache<Object, Object> cache;
  private final AdvancedCache<Object, Object> local;
  private final @Nullable DocumentExchange exchange;
  private final Cache<Digest, Boolean> confirmed =
      Caffeine.newBuilder().maximumSize(CONFIRMED_MAX).executor(Runnable::run).build();

  private InfinispanDocuments(DocumentsConfig config, DocumentFiles files) {
    this.config = config;
    this.files = files;
    this.manager = new DefaultCacheManager(CacheSettings.global(config), false);
    manager.defineConfiguration(CacheSettings.CACHE, CacheSettings.cache(config));
    GlobalComponentRegistry.of(manager).registerComponent(files, DocumentFiles.class);
    manager.start();
    this.exchange =
        config.alone() ? null : new DocumentExchange(CacheSettings.channel(manager), new Answers());
    this.cache =
        manager
            .<Object, Object>getCache(CacheSettings.CACHE)
            .getAdvancedCache()
            .withFlags(Flag.IGNORE_RETURN_VALUES);
    this.local = cache.withFlags(Flag.CACHE_MODE_LOCAL, Flag.SKIP_CACHE_LOAD);
  }

  /**
   * Opens the documents of this member and joins the others, if any are configured.
   *
   * @throws DocumentUnavailableException if the directory or the address cannot be used; the
   *     message says which
   */
  public static InfinispanDocuments open(DocumentsConfig config) {
    DocumentFiles files;
    try {
      files = DocumentFiles.open(config.dataDir(), config.freeBytesMin());
    } catch (IOException e) {
      throw new DocumentUnavailableException(
          "the documents in " + config.dataDir() + " cannot be opened: " + e.getMessage(), e);
    }
    try {
      return new InfinispanDocuments(config, files);
    } catch (RuntimeException e) {
      files.close();
      throw new DocumentUnavailableException(
          "the documents' cache cannot be started at %s:%d: %s"
              .formatted(config.self().host(), config.self().port(), root(e)),
          e);
    }
  }

  private static Throwable root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  @Override
  public CompletionStage<Void> put(Digest digest, byte[] content) {
    if (confirmed.getIfPresent(digest) != null && files.contains(digest)) {
      return CompletableFuture.completedFuture(null);
    }
    if (content.length > DOCUMENT_BYTES_MAX) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "a document has at most %d bytes, this one %d"
                  .formatted(DOCUMENT_BYTES_MAX, content.length)));
    }
    if (!Digest.of(content).equals(digest)) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("the content does not have the digest " + digest));
    }
    if (config.alone() && files.contains(digest)) {
      return CompletableFuture.completedFuture(null);
    }
    return store(digest, content);
  }

  private CompletionStage<Void> store(Digest digest, byte[] content) {
    DocumentUnavailableException before = withoutMajority();
    if (before != null) {
      return CompletableFuture.failedFuture(before);
    }
    return cache
        .putAsync(key(digest), content)
        .handle(
            (old, error) -> {
              if (error != null) {
                throw unavailable("document " + digest + " cannot be stored", error);
              }
              DocumentUnavailableException after = withoutMajority();
              if (after != null) {
                throw after;
              }
              confirmed.put(digest, true);
              return null;
            });
  }

  private static DocumentUnavailableException unavailable(String what, Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof DocumentUnavailableException known) {
        return known;
      }
    }
    return new DocumentUnavailableException(what + ": " + root(error), error);
  }

  private @Nullable DocumentUnavailableException withoutMajority() {
    if (config.alone()) {
      return null;
    }
    Set<String> here = present();
    if (here.size() >= config.majority()) {
      return null;
    }
    return new DocumentUnavailableException(
        "only %s of the %d members hold documents now, %d are needed"
            .formatted(here, config.members().size(), config.majority()));
  }

  /** The configured members the cache sees, by name; strangers do not count. */
  private Set<String> present() {
    Set<String> seen =
        manager.getMembers() == null
            ? Set.of()
            : manager.getMembers().stream().map(Object::toString).collect(Collectors.toSet());
    Set<String> counted = new TreeSet<>();
    config.members().stream()
        .map(DocumentsConfig.Peer::id)
        .filter(seen::contains)
        .forEach(counted::add);
    return counted;
  }

  @Override
  public CompletionStage<Void> putAll(Map<Digest, byte[]> documents) {
    return CompletableFuture.allOf(
        documents.entrySet().stream()
            .map(e -> put(e.getKey(), e.getValue()).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public Optional<byte[]> get(Digest digest) {
    Object key = key(digest);
    Object inMemory = local.get(key);
    if (inMemory != null) {
      return Optional.of(DocumentCacheStore.bytes(inMemory));
    }
    Optional<byte[]> onDisk = files.read(digest);
    onDisk.ifPresent(
        content -> local.withFlags(Flag.SKIP_CACHE_STORE).putForExternalRead(key, content));
    return onDisk;
  }

  @Override
  public CompletionStage<byte[]> fetch(Digest digest) {
    Optional<byte[]> here = get(digest);
    if (here.isPresent()) {
      return CompletableFuture.completedFuture(here.get());
    }
    DocumentExchange others = exchange;
    if (others == null) {
      return CompletableFuture.failedFuture(
          new DocumentUnavailableException("no member has the document " + digest));
    }
    return others
        .fetch(digest)
        .thenCompose(content -> files.write(digest, content).thenApply(v -> content));
  }

  @Override
  public Set<Digest> keys() {
    return files.keys();
  }

  @Override
  public CompletionStage<Void> remove(Collection<Digest> digests) {
    List<CompletableFuture<?>> removed = new ArrayList<>();
    for (Digest digest : digests) {
      if (exchange != null) {
        exchange.remove(digest);
      }
      removed.add(removeHere(digest).toCompletableFuture());
    }
    return CompletableFuture.allOf(removed.toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Not by the cache's own removal: where the document was evicted from memory, that leaves it in
   * the store.
   */
  private CompletionStage<?> removeHere(Digest digest) {
    confirmed.invalidate(digest);
    local.withFlags(Flag.SKIP_CACHE_STORE).remove(key(digest));
    return files.remove(digest);
  }

  /** What the other members ask of this one. */
  private final class Answers implements DocumentExchange.Here {

    @Override
    public Optional<byte[]> get(Digest digest) {
      return InfinispanDocuments.this.get(digest);
    }

    @Override
    public void removeHere(Digest digest) {
      var unused = InfinispanDocuments.this.removeHere(digest);
    }
  }

  private static byte[] key(Digest digest) {
    return DocumentCacheStore.key(digest).getBytes();
  }

  @Override
  public void close() {
    try {
      if (exchange != null) {
        exchange.close();
      }
      manager.close();
    } catch (IOException e) {
      LogFactory.getLog(InfinispanDocuments.class).warn("the documents' cache did not close", e);
    } finally {
      files.close();
    }
  }
}
