package io.drover.sidecar.spawn;

/**
 * The shell text that runs between a fork and the program: what has to be done by the process
 * itself. Only built-in commands run before the exec, and only variables with a prefix of our own
 * are set: the environment is already the task's, and an assignment would change it. Descriptor 3
 * leads back to the sidecar: "S" and a step that is tried, "E" and a step that failed.
 */
final class LaunchScript {

  // Arguments: file for the process ids or nothing, output and errors or nothing, directory; then
  // the number of files to join cgroups by, and those; then the command. A parent that is no holder
  // is whoever inherits orphans: the holder was killed, and so this is nobody's any more. A sidecar
  // that is killed meanwhile reads no more, which must not end what it began to start; the launch
  // helper
  // puts SIGPIPE back as it was.
  static final String TEXT =
      """
      __drover_pids=$1 __drover_out=$2 __drover_err=$3 __drover_dir=$4 __drover_n=$5
      shift 5
      trap '' PIPE
      if [ -n "$__drover_pids" ]; then
        read -r __drover_holder <"/proc/$PPID/stat"
        case $__drover_holder in
          "$PPID (drover-launch) "*) ;;
          *) echo "E finding its holder" >&3; exit 125 ;;
        esac
        read -r __drover_self </proc/self/stat
        { echo "$__drover_holder
      $__drover_self" >"$__drover_pids"; } 2>/dev/null || { echo "E writing $__drover_pids" >&3; exit 125; }
      fi
      while [ "$__drover_n" -gt 0 ]; do
        { echo 0 >"$1"; } 2>/dev/null || { echo "E joining cgroup $1" >&3; exit 125; }
        shift; __drover_n=$((__drover_n - 1))
      done
      cd "$__drover_dir" 2>/dev/null || { echo "E entering $__drover_dir" >&3; exit 125; }
      unset PWD OLDPWD
      if [ -n "$__drover_out" ]; then
        echo "S opening $__drover_out and $__drover_err" >&3 2>/dev/null
        exec >>"$__drover_out" 2>>"$__drover_err"
      fi
      echo "S running $1" >&3 2>/dev/null
      exec "$@"
      """;

  private LaunchScript() {}
}
