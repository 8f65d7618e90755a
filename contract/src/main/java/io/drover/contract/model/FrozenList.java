package io.drover.contract.model;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;

/** A list that never changes, in as little memory as it can be. Copying it again gives itself. */
final class FrozenList<T> extends AbstractList<T> implements RandomAccess {
  private final Object[] items;

  FrozenList(Collection<T> given) {
    this.items = given.toArray();
  }

  @Override
  @SuppressWarnings("unchecked") // Only items of the given collection are in it.
  public T get(int index) {
    return (T) items[index];
  }

  @Override
  public int size() {
    return items.length;
  }
}
