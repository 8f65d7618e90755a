package io.drover.state;

/** A key of an index: what is looked up by, then the key of the row that it leads to. */
public record Pair<A extends Comparable<A>, B extends Comparable<B>>(A first, B second)
    implements Comparable<Pair<A, B>> {

  @Override
  public int compareTo(Pair<A, B> other) {
    int byFirst = first.compareTo(other.first);
    return byFirst != 0 ? byFirst : second.compareTo(other.second);
  }
}
