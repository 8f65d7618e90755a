# Shows what an isolated task is and sees. Needs a node that runs as root, with runc or crun.
#
#   sudo ./drover dev                                 (in another terminal)
#   ./drover job run docs/examples/exec.nomad.hcl
#   ./drover job status inside                        lists its allocation
#   ./drover alloc logs ID                            shows what the task saw
#
# It may use port 80 although it is not root, and nothing else that only root may.

job "inside" {
  type = "batch"

  group "look" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    task "around" {
      driver = "exec"

      config {
        command  = "/bin/sh"
        args     = ["-c", <<-EOT
          echo "I am $(id -un), process $$ of $(ls -d /proc/[0-9]* | wc -l)"
          echo "root: $(ls /)"
          grep CapEff /proc/self/status
          touch /etc/mine 2>/dev/null || echo "/etc is not mine to change"
          touch /local/mine && echo "/local is"
        EOT
        ]
        cap_drop = ["all"]
        cap_add  = ["net_bind_service"]
      }

      resources {
        cpu    = 100
        memory = 64
      }
    }
  }
}
