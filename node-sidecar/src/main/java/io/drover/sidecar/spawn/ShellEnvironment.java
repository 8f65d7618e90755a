package io.drover.sidecar.spawn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An environment on its way through a shell. A shell drops names that are none of its own, and
 * gives some a meaning; those travel as arguments of env(1) instead, where other users of the
 * machine could see them for the millisecond that a launch takes.
 *
 * @param unsafe as NAME=value
 */
record ShellEnvironment(Map<String, String> safe, List<String> unsafe) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> MEANINGFUL =
      Set.of(
          "IFS",
          "OPTIND",
          "OPTARG",
          "OPTERR",
          "PWD",
          "OLDPWD",
          "PPID",
          "LINENO",
          "PS1",
          "PS2",
          "PS4",
          "ENV",
          "BASH_ENV",
          "SHELLOPTS",
          "BASHOPTS",
          "UID",
          "EUID",
          "RANDOM",
          "_",
          "SHLVL",
          "MAIL",
          "MAILPATH",
          "POSIXLY_CORRECT",
          "FUNCNAME");

  static ShellEnvironment of(Map<String, String> environment) {
    Map<String, String> safe = new TreeMap<>();
    List<String> unsafe = new ArrayList<>();
    environment.forEach(
        (name, value) -> {
          if (NAME.matcher(name).matches()
              && !MEANINGFUL.contains(name)
              && !name.startsWith("__drover_")) {
            safe.put(name, value);
          } else if (!name.isEmpty() && name.indexOf('=') < 0) {
            unsafe.add(name + "=" + value);
          }
        });
    return new ShellEnvironment(safe, unsafe);
  }
}
