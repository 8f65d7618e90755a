package io.drover.cli;

import com.fasterxml.jackson.core.JacksonException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The `drover` command: finds the command named by the arguments, parses its flags, runs it. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    boolean terminal = isTerminal();
    Console console =
        new Console(
            System.in, out, err, System.getenv(), Clock.system(ZoneId.systemDefault()), terminal);
    int code = run(console, arguments);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** The JDK's default console is null where there is no terminal, though others may not be. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console device = System.console();
    return device != null && device.isTerminal();
  }

  /** Everything but the end of the process; returns the exit code. */
  public static int run(Console console, String... arguments) {
    List<String> all = Arrays.asList(arguments);
    if (all.isEmpty() || isHelp(all.getFirst())) {
      Usage.print(console, Commands.all());
      return all.isEmpty() ? Command.FAILED : Command.OK;
    }
    if (isVersion(all.getFirst())) {
      console.line(Version.text());
      return Command.OK;
    }
    Optional<Commands.Found> found = Commands.find(all);
    if (found.isEmpty()) {
      return unknown(console, all);
    }
    List<String> rest = all.subList(found.get().words(), all.size());
    return runLeaf(console, found.get().entry(), rest);
  }

  private static int runLeaf(Console console, Commands.Entry entry, List<String> arguments) {
    Command command = entry.make().get();
    CommandLine line = Arguments.commandLine(command, entry.name(), entry.summary());
    try {
      line.parseArgs(Arguments.singleDash(line, arguments));
      if (line.isUsageHelpRequested()) {
        line.usage(console.raw());
        return Command.OK;
      }
      if (Arguments.wantsNoColour(line)) {
        console.withoutColour();
      }
      return command.run(console);
    } catch (ParameterException e) {
      console.error(e.getMessage());
      console.error("`drover %s -help` shows what it takes.".formatted(entry.name()));
    } catch (UsageException e) {
      console.error(e.getMessage());
    } catch (NoSuchFileException e) {
      console.error("Error: there is no file " + e.getFile());
    } catch (JacksonException e) {
      console.error("Error: not the JSON that was expected: " + e.getOriginalMessage());
    } catch (IOException e) {
      console.error("Error: " + e.getMessage());
    }
    return command.errorCode();
  }

  private static int unknown(Console console, List<String> arguments) {
    List<Commands.Entry> group = Commands.group(arguments.getFirst());
    if (group.isEmpty()) {
      console.error(
          "There is no command \"%s\". `drover -help` lists them.".formatted(arguments.getFirst()));
      return Command.FAILED;
    }
    Usage.print(console, group);
    boolean asked = arguments.size() > 1 && isHelp(arguments.get(1));
    return asked ? Command.OK : Command.FAILED;
  }

  private static boolean isHelp(String word) {
    return List.of("-h", "-help", "--help", "help").contains(word);
  }

  private static boolean isVersion(String word) {
    return List.of("-v", "-version", "--version", "version").contains(word);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
