# Counts and compresses a book, a twentieth of it in each of 20 allocations.
#
#   ./drover dev                                            (in another terminal)
#   ./drover job run docs/examples/wordcount.nomad.hcl      (from the project's root)
#   ./drover job status wordcount
#
# Each allocation leaves three files in its alloc/data folder: the number of words, the words of its
# slice with how often each is there, and the slice itself, compressed. Another text:
#
#   ./drover job run -var text=/usr/share/dict/words docs/examples/wordcount.nomad.hcl
#
# The text must be readable on the node. alice.txt is Alice's Adventures in Wonderland by
# Lewis Carroll, which is in the public domain.

variable "text" {
  type        = string
  default     = "docs/examples/alice.txt"
  description = "The text, as a path on the node; a relative one is made absolute here."
}

job "wordcount" {
  type = "batch"

  group "count" {
    count = 20

    restart {
      attempts = 1
      delay    = "1s"
      mode     = "fail"
    }

    task "slice" {
      driver = "raw_exec"

      env {
        TEXT   = abspath(var.text)
        SLICES = "20"
      }

      config {
        command = "/bin/sh"
        args = ["-c", <<-SCRIPT
          set -eu
          out=$NOMAD_ALLOC_DIR/data
          slice=slice-$NOMAD_ALLOC_INDEX
          lines=$(wc -l < "$TEXT")
          first=$((NOMAD_ALLOC_INDEX * lines / SLICES + 1))
          last=$(((NOMAD_ALLOC_INDEX + 1) * lines / SLICES))
          sed -n "$first,$last p" "$TEXT" > "$out/$slice.txt"
          wc -w < "$out/$slice.txt" | tr -d ' ' > "$out/$slice.words"
          tr -cs 'A-Za-z' '\n' < "$out/$slice.txt" | tr 'A-Z' 'a-z' | grep . | sort | uniq -c |
            sort -rn > "$out/$slice.counts"
          gzip -9 "$out/$slice.txt"
          echo "lines $first to $last: $(cat "$out/$slice.words") words"
          SCRIPT
        ]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
