package io.drover.cli;

import java.util.List;

/** The overview of commands; a command's own help comes from its flags. */
final class Usage {

  private Usage() {}

  static void print(Console console, List<Commands.Entry> entries) {
    console.line("Usage: drover <command> [flags] [arguments]");
    console.line();
    console.heading("Commands");
    Table table = Table.columns("  Command", "What it does");
    for (Commands.Entry entry : entries) {
      table.row("  " + entry.name(), entry.summary());
    }
    console.line(indent(table.toString()));
    console.line();
    console.line("`drover <command> -help` shows a command's flags.");
  }

  private static String indent(String table) {
    return table.lines().skip(1).map(l -> "  " + l).reduce((a, b) -> a + "\n" + b).orElse("");
  }
}
