package io.drover.sidecar.kernel;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Signals by name, and sending them to a process that cannot be mistaken for a later one. */
public final class Signals {

  public static final int INT = 2;
  public static final int KILL = 9;
  public static final int TERM = 15;

  private static final Map<String, Integer> NUMBERS = numbers();

  private Signals() {}

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new TreeMap<>();
    String[] names = {
      "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
      "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
      "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
    };
    for (int i = 0; i < names.length; i++) {
      numbers.put("SIG" + names[i], i + 1);
    }
    numbers.put("SIGIOT", 6);
    return numbers;
  }

  /** All names and numbers. */
  public static Map<String, Integer> all() {
    return new TreeMap<>(NUMBERS);
  }

  /** The number of a name such as SIGTERM, or null. */
  public static @Nullable Integer number(String name) {
    return NUMBERS.get(name);
  }

  /** The name of a number, or the number itself where it has none. */
  public static String name(int number) {
    for (Map.Entry<String, Integer> entry : NUMBERS.entrySet()) {
      if (entry.getValue() == number) {
        return entry.getKey();
      }
    }
    return Integer.toString(number);
  }

  /**
   * Sends a signal to the process of that id if {@code same} still says that it is the one meant.
   * It is asked after the process was pinned, so the id cannot be given to another one meanwhile.
   *
   * @return false when there is no such process any more
   */
  public static boolean send(long pid, int signal, java.util.function.BooleanSupplier same)
      throws KernelException {
    long fd;
    try {
      fd = Syscall.PIDFD_OPEN.call(pid);
    } catch (KernelException refused) {
      if (refused.noSuchProcess() || refused.invalid()) {
        return false;
      }
      throw refused;
    }
    try {
      if (!same.getAsBoolean()) {
        return false;
      }
      Syscall.PIDFD_SEND_SIGNAL.call(fd, signal);
      return true;
    } catch (KernelException refused) {
      if (refused.noSuchProcess()) {
        return false;
      }
      throw refused;
    } finally {
      Syscall.CLOSE.call(fd);
    }
  }

  /**
   * Sends a signal to a process group whose leader is not collected yet, so that no other one can
   * have its number.
   *
   * @return false when nothing of it is left
   */
  public static boolean sendToGroup(long leader, int signal) throws KernelException {
    try {
      Syscall.KILL.call(-leader, signal);
      return true;
    } catch (KernelException refused) {
      if (refused.noSuchProcess()) {
        return false;
      }
      throw refused;
    }
  }
}
