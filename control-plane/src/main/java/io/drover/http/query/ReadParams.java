package io.drover.http.query;

import io.drover.http.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that reads have in common. Source: http-api.md 1.2. A bad {@code stale} is refused
 * and nothing else; Nomad goes on and appends the result to the text of the error.
 *
 * @param index wait until the result's index is greater; 0 does not wait
 * @param waitMax how long to wait at most, default and cap applied
 * @param perPage how many rows a page has; 0 is all of them
 */
public record ReadParams(
    Args args,
    String region,
    String namespace,
    long index,
    Duration waitMax,
    boolean stale,
    String prefix,
    int perPage,
    String nextToken,
    String filter,
    boolean reverse,
    boolean pretty) {

  /** The namespace that stands for all of them. */
  public static final String ALL_NAMESPACES = "*";

  /** Default and cap of {@code wait}: five minutes, as Nomad's code has it. */
  public static final Duration WAIT_MAX = Duration.ofSeconds(300);

  private static final ReadParams PLAIN = parse(Args.of(null));

  /** Reads them from a raw query string, which may be null. */
  public static ReadParams parse(@Nullable String query) {
    return query == null || query.isEmpty() ? PLAIN : parse(Args.of(query));
  }

  private static ReadParams parse(Args args) {
    String namespace = args.text("namespace");
    return new ReadParams(
        args,
        args.text("region"),
        namespace.isEmpty() ? "default" : namespace,
        index(args.text("index")),
        waitMax(args.text("wait")),
        stale(args),
        args.text("prefix"),
        perPage(args.text("per_page")),
        args.text("next_token"),
        args.text("filter"),
        args.text("reverse").equals("true"),
        pretty(args));
  }

  /** True if all namespaces are asked for. */
  public boolean allNamespaces() {
    return namespace.equals(ALL_NAMESPACES);
  }

  /** {@code pretty} counts with any value but 0. */
  public static boolean pretty(Args args) {
    return args.has("pretty") && !args.text("pretty").equals("0");
  }

  private static long index(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      if (text.charAt(0) == '+' || text.charAt(0) == '-') {
        throw new NumberFormatException(text);
      }
      long index = Long.parseUnsignedLong(text);
      return index < 0 ? Long.MAX_VALUE : index;
    } catch (NumberFormatException e) {
      throw new Failure(400, "Invalid index");
    }
  }

  private static Duration waitMax(String text) {
    if (text.isEmpty()) {
      return WAIT_MAX;
    }
    Duration wait = GoValues.duration(text);
    if (wait == null) {
      throw new Failure(400, "Invalid wait time");
    }
    return wait.isPositive() && wait.compareTo(WAIT_MAX) < 0 ? wait : WAIT_MAX;
  }

  private static boolean stale(Args args) {
    if (!args.has("stale")) {
      return false;
    }
    String text = args.text("stale");
    Boolean value = text.isEmpty() ? Boolean.TRUE : GoValues.bool(text);
    if (value == null) {
      throw new Failure(
          400, "Expect `true` or `false` for `stale` query string parameter, got " + text);
    }
    return value;
  }

  /** What is no 32 bit number counts as absent, as it does in Nomad. */
  private static int perPage(String text) {
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
