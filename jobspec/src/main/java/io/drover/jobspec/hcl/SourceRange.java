package io.drover.jobspec.hcl;

/** A stretch of a source text, its end exclusive. Printed as HCL prints it. */
public record SourceRange(String file, Position start, Position end) {

  /** From the start of one range to the end of another of the same file. */
  public static SourceRange between(SourceRange from, SourceRange to) {
    return new SourceRange(from.file, from.start, to.end);
  }

  /** The place where this range starts, without extent. */
  public SourceRange startOnly() {
    return new SourceRange(file, start, start);
  }

  /** The place where this range ends, without extent. */
  public SourceRange endOnly() {
    return new SourceRange(file, end, end);
  }

  @Override
  public String toString() {
    return start.line() == end.line()
        ? file + ":" + start.line() + "," + start.column() + "-" + end.column()
        : file
            + (":" + start.line() + "," + start.column())
            + ("-" + end.line() + "," + end.column());
  }
}
