package io.drover.state;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * A persistent sorted map: changing it gives a new one and leaves the old one as it was, sharing
 * what they have in common. Reads and changes take O(log n). It hides the library behind it, see
 * docs/adr.
 */
public final class Table<K extends Comparable<K>, V> {

  private final TreePMap<K, V> rows;

  private Table(TreePMap<K, V> rows) {
    this.rows = rows;
  }

  /** A table without rows. */
  public static <K extends Comparable<K>, V> Table<K, V> empty() {
    return new Table<>(TreePMap.<K, V>empty());
  }

  /** The row of that key, or null. */
  public @Nullable V get(K key) {
    return rows.get(key);
  }

  public boolean contains(K key) {
    return rows.containsKey(key);
  }

  public Table<K, V> with(K key, V row) {
    return new Table<>(rows.plus(key, row));
  }

  public Table<K, V> without(K key) {
    TreePMap<K, V> fewer = rows.minus(key);
    return fewer == rows ? this : new Table<>(fewer);
  }

  public int size() {
    return rows.size();
  }

  /** All rows in the order of their keys. */
  public Collection<V> rows() {
    return rows.values();
  }

  /** All keys in order. */
  public Set<K> keys() {
    return rows.keySet();
  }

  /** All keys with their rows, in order. */
  public Set<Map.Entry<K, V>> entries() {
    return rows.entrySet();
  }

  /** The part whose keys are {@code from} or greater. */
  public Table<K, V> from(K from) {
    return new Table<>(rows.tailMap(from, true));
  }

  /** The part whose keys are at least {@code from} and less than {@code to}. */
  public Table<K, V> between(K from, K to) {
    return new Table<>(rows.subMap(from, true, to, false));
  }

  /** The same rows in the opposite order. */
  public Collection<V> rowsDescending() {
    return rows.descendingMap().values();
  }
}
