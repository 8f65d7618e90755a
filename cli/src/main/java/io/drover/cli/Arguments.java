package io.drover.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Flags as users of Nomad's command line write them: `-name=value`, `-name value`, `--name`. */
final class Arguments {

  private Arguments() {}

  static CommandLine commandLine(Command command, String name, String summary) {
    CommandLine line = new CommandLine(command);
    line.setCommandName("drover " + name);
    line.getCommandSpec()
        .usageMessage()
        .description(summary + ".")
        .sortOptions(false)
        .abbreviateSynopsis(true);
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setOverwrittenOptionsAllowed(true);
    line.setStopAtPositional(command.passesOn());
    line.setUsageHelpWidth(100);
    return line;
  }

  /** Two dashes are as good as one, up to a bare `--`. */
  static String[] singleDash(CommandLine line, List<String> arguments) {
    List<String> result = new ArrayList<>(arguments);
    for (int i = 0; i < result.size() && !result.get(i).equals("--"); i++) {
      String argument = result.get(i);
      if (argument.startsWith("--") && isKnown(line, argument)) {
        result.set(i, argument.substring(1));
      }
      if (line.isStopAtPositional()) {
        if (!argument.startsWith("-")) {
          break;
        }
        i += takesNext(line, result.get(i)) ? 1 : 0;
      }
    }
    return result.toArray(String[]::new);
  }

  private static boolean takesNext(CommandLine line, String flag) {
    OptionSpec option = line.getCommandSpec().findOption(flag);
    return option != null && option.arity().min() > 0;
  }

  static boolean wantsNoColour(CommandLine line) {
    OptionSpec option = line.getCommandSpec().findOption("-no-color");
    return option != null && Boolean.TRUE.equals(option.getValue());
  }

  private static boolean isKnown(CommandLine line, String argument) {
    int equals = argument.indexOf('=');
    String name = argument.substring(1, equals < 0 ? argument.length() : equals);
    return line.getCommandSpec().findOption(name) != null;
  }
}
