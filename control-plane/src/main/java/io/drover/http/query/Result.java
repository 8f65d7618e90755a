package io.drover.http.query;

import io.drover.http.Body;
import java.nio.charset.StandardCharsets;

/**
 * What a read found.
 *
 * @param index the object's index if there is one, else that of the table; a waiting query is
 *     answered once it is greater than the one given
 * @param status 200, or 404 for what is not there: that too is waited for
 * @param nextToken where the next page starts; empty if there is none
 */
public record Result(long index, int status, Body body, String nextToken) {

  private static final Body EMPTY_LIST = Body.json("[]".getBytes(StandardCharsets.US_ASCII));

  public static Result json(long index, byte[] json) {
    return new Result(index, 200, Body.json(json), "");
  }

  public static Result missing(long tableIndex, String text) {
    return new Result(tableIndex, 404, Body.text(text), "");
  }

  /** A list without rows. */
  public static Result none(long tableIndex, String nextToken) {
    return new Result(tableIndex, 200, EMPTY_LIST, nextToken);
  }
}
