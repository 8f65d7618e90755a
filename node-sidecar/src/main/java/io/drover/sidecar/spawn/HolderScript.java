package io.drover.sidecar.spawn;

/**
 * The shell text behind {@link HeldLauncher}. The shell forks the holder, which forks the process
 * to be; file descriptor 3 leads back to the shell and is closed by everybody who has nothing more
 * to say. The shell stays until then, because Java cuts a pipe off when its child ends. Only
 * built-in commands run before the two exec, and only variables with a prefix of our own are set:
 * the environment is already the task's, and an assignment would change it.
 */
final class HolderScript {

  static final String TEXT =
      """
      __drover_pids=$1 __drover_out=$2 __drover_err=$3 __drover_dir=$4 __drover_sleep=$5
      __drover_n=$6
      shift 6
      __drover_told=$(
      exec 3>&1 >/dev/null
      (
        read -r __drover_self __drover_rest </proc/self/stat
        while [ "$__drover_n" -gt 0 ]; do
          echo 0 >"$1" || { echo "E joining the holder's cgroup $1" >&3; exit 1; }
          shift; __drover_n=$((__drover_n - 1))
        done
        __drover_n=$1
        shift
        (
          while [ "$__drover_n" -gt 0 ]; do
            echo 0 >"$1" || { echo "E joining cgroup $1" >&3; exit 125; }
            shift; __drover_n=$((__drover_n - 1))
          done
          cd "$__drover_dir" || { echo "E entering $__drover_dir" >&3; exit 125; }
          unset PWD OLDPWD
          echo R >&3
          exec 3>&- >>"$__drover_out" 2>>"$__drover_err" "$@"
        ) &
        echo "$__drover_self $!" >"$__drover_pids"
        trap '' HUP INT QUIT TERM
        cd /
        exec 3>&- "$__drover_sleep" infinity
      ) &
      )
      printf '%s\\n' "$__drover_told"
      """;

  private HolderScript() {}
}
