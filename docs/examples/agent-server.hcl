# The control plane alone, on this machine only. Run it, then agent-client.hcl beside it:
#
#   ./drover agent -config docs/examples/agent-server.hcl

name       = "server-1"
region     = "global"
datacenter = "dc1"
data_dir   = "/tmp/drover-server"
bind_addr  = "127.0.0.1"
log_level  = "INFO"

ports {
  http = 4646
  rpc  = 4647
  serf = 4648
}

server {
  enabled          = true
  bootstrap_expect = 1
}

limits {
  # Each waiting client holds a connection; the default of 100 is meant for untrusted networks.
  http_max_conns_per_client = 10000
}
