package io.drover.contract.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A map in the order of its keys that never changes, in as little memory as it can be: the state
 * holds millions of small ones. Copying it again gives itself.
 */
final class FrozenMap<V> extends AbstractMap<String, V> {
  private final String[] names;
  private final Object[] values;

  FrozenMap(Map<String, V> given) {
    Map<String, V> sorted = new TreeMap<>(given);
    this.names = sorted.keySet().toArray(String[]::new);
    this.values = sorted.values().toArray();
  }

  private int find(@Nullable Object key) {
    return key instanceof String name ? Arrays.binarySearch(names, name) : -1;
  }

  @SuppressWarnings("unchecked") // Only values of the given map are in it.
  private V value(int index) {
    return (V) values[index];
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int index = find(key);
    return index < 0 ? null : value(index);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return find(key) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public Set<Map.Entry<String, V>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, V>> {
    @Override
    public int size() {
      return names.length;
    }

    @Override
    public Iterator<Map.Entry<String, V>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < names.length;
        }

        @Override
        public Map.Entry<String, V> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int index = next++;
          return new AbstractMap.SimpleImmutableEntry<>(names[index], value(index));
        }
      };
    }
  }
}
