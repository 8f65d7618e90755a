# Runs a Java program from its source text, isolated. Needs a node that runs as root, with runc or
# crun and a JDK below /usr.
#
#   sudo ./drover dev                                 (in another terminal)
#   ./drover job run docs/examples/java.nomad.hcl
#   ./drover job status primes                        lists its allocation
#   ./drover alloc logs ID                            shows what it found
#
# Java takes the path of a source file for a class. An application of your own:
# jar_path = "local/app.jar", with an artifact block that brings it.

variable "below" {
  type        = number
  default     = 100
  description = "Where the search for primes ends."
}

job "primes" {
  type = "batch"

  group "primes" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    task "search" {
      driver = "java"

      config {
        class       = "local/Primes.java"
        jvm_options = ["-Xmx64m"]
        args        = ["${NOMAD_META_below}"]
      }

      template {
        destination = "local/Primes.java"
        data        = <<-EOT
          public class Primes {
            public static void main(String[] args) {
              for (int n = 2; n < Integer.parseInt(args[0]); n++) {
                int candidate = n;
                if (java.util.stream.IntStream.range(2, n).noneMatch(d -> candidate % d == 0)) {
                  System.out.println(n);
                }
              }
            }
          }
        EOT
      }

      meta {
        below = var.below
      }

      resources {
        cpu    = 500
        memory = 256
      }
    }
  }
}
