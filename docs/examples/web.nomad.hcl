# A web server that answers on a port of the scheduler's choice. Needs python3 on the node.
#
#   ./drover dev                                      (in another terminal)
#   ./drover job run docs/examples/web.nomad.hcl
#   ./drover job status web                           lists its allocations
#   ./drover alloc status ID                          shows the address of one
#   curl http://ADDRESS/
#
# Kill the python3 process: it is started again. Three of them, each with a port of its own:
#
#   ./drover job run -var count=3 docs/examples/web.nomad.hcl

variable "count" {
  type        = number
  default     = 1
  description = "How many web servers."
}

job "web" {
  type = "service"

  group "web" {
    count = var.count

    network {
      port "http" {}
    }

    restart {
      attempts = 5
      interval = "1m"
      delay    = "1s"
      mode     = "delay"
    }

    update {
      min_healthy_time = "1s"
      healthy_deadline = "1m"
    }

    task "server" {
      driver = "raw_exec"

      # The script's variables are written without braces, so that the shell reads them and not
      # the job file.
      config {
        command = "/bin/sh"
        args = ["-c", <<-SCRIPT
          echo "Server $NOMAD_ALLOC_INDEX of $NOMAD_JOB_NAME says hello" > local/index.html
          exec python3 -m http.server --bind 127.0.0.1 --directory local "$NOMAD_PORT_http"
          SCRIPT
        ]
      }

      resources {
        cpu    = 50
        memory = 64
      }
    }
  }
}
