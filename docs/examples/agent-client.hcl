# A node alone, for the control plane of agent-server.hcl:
#
#   ./drover agent -config docs/examples/agent-client.hcl

name       = "node-1"
datacenter = "dc1"
data_dir   = "/tmp/drover-node-1"
bind_addr  = "127.0.0.1"

client {
  enabled = true
  servers = ["127.0.0.1:4647"]

  meta {
    rack = "r1"
  }
}

plugin "raw_exec" {
  config {
    enabled = true
  }
}
