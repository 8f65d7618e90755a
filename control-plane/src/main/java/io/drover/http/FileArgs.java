package io.drover.http;

import io.drover.http.query.Args;
import io.drover.http.query.GoValues;

/** Parameters of the routes that read files and logs; which status an error has differs. */
final class FileArgs {

  private FileArgs() {}

  /** A boolean of the query. */
  static boolean flag(Args args, String name, boolean otherwise, int errorStatus) {
    String text = args.text(name);
    Boolean value = text.isEmpty() ? Boolean.valueOf(otherwise) : GoValues.bool(text);
    if (value == null) {
      throw new Failure(
          errorStatus, "failed to parse " + name + " field to boolean: " + GoValues.notBool(text));
    }
    return value;
  }

  /** A whole number of the query; an absent one is none. */
  static long number(Args args, String name, int errorStatus) {
    String text = args.text(name);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Failure(errorStatus, "error parsing " + name + ": " + GoValues.notInt(text));
    }
  }

  /** A whole number of the query, 0 if it is absent. */
  static long numberOrZero(Args args, String name, int errorStatus) {
    return args.text(name).isEmpty() ? 0 : number(args, name, errorStatus);
  }

  /** Whether an offset counts back from the end. */
  static boolean fromEnd(Args args) {
    return switch (args.text("origin")) {
      case "", "start" -> false;
      case "end" -> true;
      case String other -> throw new Failure(400, "origin must be start or end");
    };
  }

  /** The file that is meant. */
  static String path(Args args) {
    String path = args.text("path");
    if (path.isEmpty()) {
      throw new Failure(400, "must provide a file name");
    }
    return path;
  }
}
