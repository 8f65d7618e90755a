package io.drover.cli.alloc;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process, by `stty`, which every Unix has: its size, and a mode in which each
 * key reaches the command far away. The old mode comes back at the end, on signals too.
 */
final class Terminal implements AutoCloseable {

  private static final File DEVICE = new File("/dev/tty");

  /** Lines and columns. */
  record Size(int height, int width) {}

  private final String before;
  private final Thread atExit = new Thread(this::restore, "terminal-restore");
  private boolean restored;

  private Terminal(String before) {
    this.before = before;
  }

  /** Takes every key as it comes; empty if there is no terminal that can. */
  static Optional<Terminal> raw() {
    String before = stty("-g").orElse("");
    if (before.isEmpty() || stty("raw", "-echo").isEmpty()) {
      return Optional.empty();
    }
    Terminal terminal = new Terminal(before);
    Runtime.getRuntime().addShutdownHook(terminal.atExit);
    return Optional.of(terminal);
  }

  /** How large it is now. */
  static Optional<Size> size() {
    return stty("size").flatMap(Terminal::parsed);
  }

  static Optional<Size> parsed(String size) {
    String[] parts = size.strip().split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Runs an action whenever the size changes. The class for signals is outside of Java's own
   * interfaces, so it is asked for by name; where it is missing, the size stays what it was.
   */
  static void onResize(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> answer(self, method.getName(), arguments, action));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return;
    }
  }

  private static @Nullable Object answer(
      Object self, String method, Object @Nullable [] arguments, Runnable action) {
    return switch (method) {
      case "handle" -> {
        action.run();
        yield null;
      }
      case "hashCode" -> System.identityHashCode(self);
      case "equals" -> arguments != null && self == arguments[0];
      case String other -> "resize";
    };
  }

  private synchronized void restore() {
    if (!restored) {
      restored = true;
      stty(before);
    }
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      return; // The hook runs already.
    }
  }

  /** What `stty` printed; empty if it failed. */
  private static Optional<String> stty(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "stty";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(DEVICE)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
      return done ? Optional.of(out.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
