package io.drover.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligned text: columns with two spaces between them, or `Name = value` lines. No trailing spaces,
 * so that scripts can cut lines at runs of two spaces.
 */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  private Table() {}

  public static Table columns(String... titles) {
    return new Table().row(titles);
  }

  public static Table columns(List<String> titles) {
    return new Table().row(titles.toArray(String[]::new));
  }

  public Table row(String... cells) {
    List<String> row = new ArrayList<>(cells.length);
    for (String cell : cells) {
      row.add(oneLine(cell));
    }
    rows.add(row);
    return this;
  }

  public Table row(List<String> cells) {
    return row(cells.toArray(String[]::new));
  }

  /** True while there is nothing but the titles. */
  public boolean isEmpty() {
    return rows.size() < 2;
  }

  @Override
  public String toString() {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(padded(row.get(i), widths[i])).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    text.setLength(Math.max(0, text.length() - 1));
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(width - length(cell));
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /** A cell stays on its line, whatever a server put into it. */
  private static String oneLine(String cell) {
    return Console.harmless(cell.strip().replace('\n', ' ').replace('\t', ' '));
  }

  /** `Name = value` lines with the equal signs below each other. */
  public static final class Pairs {
    private final List<String[]> pairs = new ArrayList<>();

    public Pairs put(String name, String value) {
      pairs.add(new String[] {name, oneLine(value)});
      return this;
    }

    public Pairs put(String name, long value) {
      return put(name, Long.toString(value));
    }

    public Pairs put(String name, boolean value) {
      return put(name, Boolean.toString(value));
    }

    @Override
    public String toString() {
      int width = pairs.stream().mapToInt(p -> length(p[0])).max().orElse(0);
      StringBuilder text = new StringBuilder();
      for (String[] pair : pairs) {
        text.append(padded(pair[0], width)).append(" = ").append(pair[1]).append('\n');
      }
      text.setLength(Math.max(0, text.length() - 1));
      return text.toString();
    }
  }
}
