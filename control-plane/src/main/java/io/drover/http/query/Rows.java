package io.drover.http.query;

import io.drover.http.Failure;
import io.drover.http.query.filter.Filter;
import io.drover.http.query.filter.FilterException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Picks the rows of a list that a request wants: those that pass its filter, from its token on, as
 * many as its page holds. Source: http-api.md 1.6. What the filter leaves out does not count.
 */
public final class Rows {

  /**
   * The rows of a page.
   *
   * @param nextToken the token of the row that comes next; empty if there is none
   */
  public record Page<T>(List<T> rows, String nextToken) {}

  private final Filter filter;
  private final ReadParams params;

  private Rows(Filter filter, ReadParams params) {
    this.filter = filter;
    this.params = params;
  }

  /** Reads the request's filter; one that is wrong is refused with 400. */
  public static Rows of(ReadParams params) {
    try {
      return new Rows(Filter.parse(params.filter()), params);
    } catch (FilterException e) {
      throw new Failure(
          400, "failed to create result paginator: failed to read filter expression: " + e.text());
    }
  }

  /**
   * The page of a list.
   *
   * @param rows all rows in the order of the list
   * @param datum what the filter is applied to
   * @param token a row's token
   * @param reached true once the token asked for, which is not empty, does not come later
   */
  public <T> Page<T> page(
      Iterable<T> rows,
      Function<T, Object> datum,
      Function<T, String> token,
      Predicate<T> reached) {
    List<T> page = new ArrayList<>();
    boolean seeking = !params.nextToken().isEmpty();
    for (T row : rows) {
      if (seeking && !reached.test(row)) {
        continue;
      }
      seeking = false;
      if (filter.selective() && !passes(datum.apply(row))) {
        continue;
      }
      if (params.perPage() != 0 && page.size() >= params.perPage()) {
        return new Page<>(page, token.apply(row));
      }
      page.add(row);
    }
    return new Page<>(page, "");
  }

  /** The page of a list whose tokens ascend as texts. */
  public <T> Page<T> page(Iterable<T> rows, Function<T, Object> datum, Function<T, String> token) {
    return page(rows, datum, token, row -> token.apply(row).compareTo(params.nextToken()) >= 0);
  }

  /**
   * The page of a list by creation, whose tokens are {@code <index>.<id>}. Nomad compares them as
   * texts, so that 933 comes after 1174 and a client that pages starts over; here the index counts
   * as the number that it is.
   */
  public <T> Page<T> pageByCreation(
      Iterable<T> rows,
      Function<T, Object> datum,
      Function<T, Long> createIndex,
      Function<T, String> id) {
    String wanted = params.nextToken();
    int dot = wanted.indexOf('.');
    long wantedIndex = index(dot < 0 ? wanted : wanted.substring(0, dot));
    String wantedId = dot < 0 ? "" : wanted.substring(dot + 1);
    int sign = params.reverse() ? -1 : 1;
    return page(
        rows,
        datum,
        row -> createIndex.apply(row) + "." + id.apply(row),
        row -> {
          int byIndex = Long.compare(createIndex.apply(row), wantedIndex);
          int order = byIndex != 0 ? byIndex : id.apply(row).compareTo(wantedId);
          return order * sign >= 0;
        });
  }

  /** All rows that pass the filter, whatever the page. */
  <T> List<T> all(Iterable<T> rows, Function<T, Object> datum) {
    List<T> all = new ArrayList<>();
    for (T row : rows) {
      if (!filter.selective() || passes(datum.apply(row))) {
        all.add(row);
      }
    }
    return all;
  }

  private static long index(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private boolean passes(Object datum) {
    try {
      return filter.test(datum);
    } catch (FilterException e) {
      throw new Failure(400, "failed to read result page: " + e.text());
    }
  }
}
