package io.drover.documents;

import io.drover.contract.ids.Digest;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.infinispan.commons.marshall.WrappedByteArray;
import org.infinispan.commons.util.IntSet;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.persistence.spi.InitializationContext;
import org.infinispan.persistence.spi.MarshallableEntry;
import org.infinispan.persistence.spi.MarshallableEntryFactory;
import org.infinispan.persistence.spi.NonBlockingStore;
import org.infinispan.util.concurrent.BlockingManager;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What the cache calls to keep its documents on {@link DocumentFiles}, on the member that asked for
 * a write and on those it is replicated to. A write is done when it is on disk. Infinispan makes
 * the object; the files are a component of the cache manager.
 *
 * <p>Public because Infinispan instantiates it by reflection.
 */
public final class DocumentCacheStore implements NonBlockingStore<Object, Object> {

  private @Nullable DocumentFiles files;
  private @Nullable MarshallableEntryFactory<Object, Object> entries;
  private @Nullable BlockingManager blocking;
  private @Nullable Executor executor;

  @Override
  public CompletionStage<Void> start(InitializationContext context) {
    files =
        GlobalComponentRegistry.of(context.getCache().getCacheManager())
            .getComponent(DocumentFiles.class);
    entries = context.getMarshallableEntryFactory();
    blocking = context.getBlockingManager();
    executor = context.getNonBlockingExecutor();
    return CompletableFuture.completedFuture(null);
  }

  /** The files belong to {@link InfinispanDocuments}. */
  @Override
  public CompletionStage<Void> stop() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Set<Characteristic> characteristics() {
    return EnumSet.of(Characteristic.BULK_READ);
  }

  @Override
  public CompletionStage<MarshallableEntry<Object, Object>> load(int segment, Object key) {
    DocumentFiles from = files();
    Digest digest = digest(key);
    if (!from.contains(digest)) {
      return CompletableFuture.completedFuture(null);
    }
    return Objects.requireNonNull(blocking)
        .supplyBlocking(
            () -> from.read(digest).map(content -> entry(key, content)).orElse(null),
            "document " + digest);
  }

  @Override
  public CompletionStage<Boolean> containsKey(int segment, Object key) {
    return CompletableFuture.completedFuture(files().contains(digest(key)));
  }

  @Override
  public CompletionStage<Void> write(
      int segment, MarshallableEntry<? extends Object, ? extends Object> entry) {
    CompletableFuture<Void> written =
        files().write(digest(entry.getKey()), bytes(entry.getValue())).toCompletableFuture();
    return written.isDone() ? written : written.thenApplyAsync(v -> v, executor());
  }

  @Override
  public CompletionStage<Boolean> delete(int segment, Object key) {
    return files().remove(digest(key)).thenApplyAsync(was -> was, executor());
  }

  @Override
  public CompletionStage<Void> clear() {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("documents are removed one by one"));
  }

  @Override
  public CompletionStage<Long> size(IntSet segments) {
    return CompletableFuture.completedFuture((long) files().count());
  }

  @Override
  public CompletionStage<Long> approximateSize(IntSet segments) {
    return size(segments);
  }

  @Override
  public Publisher<Object> publishKeys(
      IntSet segments, @Nullable Predicate<? super Object> filter) {
    return keys(filter);
  }

  @Override
  public Publisher<MarshallableEntry<Object, Object>> publishEntries(
      IntSet segments, @Nullable Predicate<? super Object> filter, boolean includeValues) {
    return keys(filter)
        .concatMapMaybe(
            key ->
                Maybe.fromOptional(files().read(digest(key)).map(content -> entry(key, content))));
  }

  private Flowable<Object> keys(@Nullable Predicate<? super Object> filter) {
    Flowable<Object> all =
        Flowable.fromIterable(files().keys()).map(DocumentCacheStore::key).cast(Object.class);
    return filter == null ? all : all.filter(filter::test);
  }

  private MarshallableEntry<Object, Object> entry(Object key, byte[] content) {
    return Objects.requireNonNull(entries).create(key, new WrappedByteArray(content));
  }

  private DocumentFiles files() {
    return Objects.requireNonNull(files, "not started");
  }

  private Executor executor() {
    return Objects.requireNonNull(executor, "not started");
  }

  static WrappedByteArray key(Digest digest) {
    return new WrappedByteArray(HexFormat.of().parseHex(digest.hex()));
  }

  static Digest digest(Object key) {
    return new Digest(HexFormat.of().formatHex(bytes(key)));
  }

  static byte[] bytes(Object stored) {
    return stored instanceof WrappedByteArray wrapped ? wrapped.getBytes() : (byte[]) stored;
  }
}
