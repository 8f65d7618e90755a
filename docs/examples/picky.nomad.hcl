# A job that wants a node of class "big". Without one it is not placed, and says why:
#
#   ./drover dev                                        (in another terminal)
#   ./drover job run docs/examples/picky.nomad.hcl      exits with 2: a constraint filtered 1 node
#
# It waits. Let a node of that class join, and it is placed without being submitted again:
#
#   ./drover agent -config docs/examples/agent-big.hcl
#   ./drover job status picky

job "picky" {
  type = "service"

  constraint {
    attribute = "${node.class}"
    value     = "big"
  }

  group "work" {
    update {
      min_healthy_time = "1s"
      healthy_deadline = "1m"
    }

    task "sleep" {
      driver = "raw_exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "echo placed on a node of class $NOMAD_META_CLASS; exec sleep 86400"]
      }

      meta {
        class = "${node.class}"
      }

      resources {
        cpu    = 20
        memory = 16
      }
    }
  }
}
