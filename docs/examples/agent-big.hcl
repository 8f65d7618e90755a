# A second node, of class "big", for the control plane of agent-server.hcl or of `./drover dev`:
#
#   ./drover agent -config docs/examples/agent-big.hcl

name      = "node-big"
data_dir  = "/tmp/drover-node-big"
bind_addr = "127.0.0.1"

client {
  enabled    = true
  servers    = ["127.0.0.1:4647"]
  node_class = "big"
}

plugin "raw_exec" {
  config {
    enabled = true
  }
}
