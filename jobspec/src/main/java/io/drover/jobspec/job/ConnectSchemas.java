package io.drover.jobspec.job;

import static io.drover.jobspec.job.Schema.Arity.*;
import static io.drover.jobspec.job.Schema.Kind.*;

/** The tables of a service's connect block. */
final class ConnectSchemas {

  private ConnectSchemas() {}

  static Schema connect(Schema resources, Schema logs) {
    return Schema.of()
        .zero(BOOL, "native", "Native")
        .block(ONE, "sidecar_service", "SidecarService", sidecarService())
        .block(ONE, "sidecar_task", "SidecarTask", sidecarTask(resources, logs))
        .block(ONE, "gateway", "Gateway", gateway());
  }

  private static Schema sidecarService() {
    Schema path =
        Schema.of()
            .zero(STRING, "path", "Path")
            .zero(STRING, "protocol", "Protocol")
            .zero(INT, "local_path_port", "LocalPathPort")
            .zero(STRING, "listener_port", "ListenerPort");
    Schema meshGateway = Schema.of().zero(STRING, "mode", "Mode");
    Schema upstream =
        Schema.of()
            .zero(STRING, "destination_name", "DestinationName")
            .zero(STRING, "destination_namespace", "DestinationNamespace")
            .zero(STRING, "destination_peer", "DestinationPeer")
            .zero(STRING, "destination_type", "DestinationType")
            .zero(INT, "local_bind_port", "LocalBindPort")
            .zero(STRING, "datacenter", "Datacenter")
            .zero(STRING, "local_bind_address", "LocalBindAddress")
            .zero(STRING, "local_bind_socket_path", "LocalBindSocketPath")
            .zero(STRING, "local_bind_socket_mode", "LocalBindSocketMode")
            .block(ONE, "mesh_gateway", "MeshGateway", meshGateway)
            .block(FREE, "config", "Config", Schema.of());
    Schema proxy =
        Schema.of()
            .zero(STRING, "local_service_address", "LocalServiceAddress")
            .zero(INT, "local_service_port", "LocalServicePort")
            .block(ONE, "expose", "Expose", Schema.of().block(MANY, "path", "Paths", path))
            .block(MANY, "upstreams", "Upstreams", upstream)
            .block(FREE, "config", "Config", Schema.of());
    return Schema.of()
        .opt(STRINGS, "tags", "Tags")
        .zero(STRING, "port", "Port")
        .zero(BOOL, "disable_default_tcp_check", "DisableDefaultTCPCheck")
        .block(STRING_MAP, "meta", "Meta", Schema.of())
        .block(ONE, "proxy", "Proxy", proxy);
  }

  private static Schema sidecarTask(Schema resources, Schema logs) {
    return Schema.of()
        .zero(STRING, "name", "Name")
        .zero(STRING, "driver", "Driver")
        .zero(STRING, "user", "User")
        .opt(DURATION, "kill_timeout", "KillTimeout")
        .opt(DURATION, "shutdown_delay", "ShutdownDelay")
        .zero(STRING, "kill_signal", "KillSignal")
        .block(FREE, "config", "Config", Schema.of())
        .block(STRING_MAP, "env", "Env", Schema.of())
        .block(STRING_MAP, "meta", "Meta", Schema.of())
        .block(ONE, "resources", "Resources", resources)
        .block(ONE, "logs", "LogConfig", logs);
  }

  private static Schema gateway() {
    Schema address = Schema.of().zero(STRING, "address", "Address").zero(INT, "port", "Port");
    Schema proxy =
        Schema.of()
            .opt(DURATION, "connect_timeout", "ConnectTimeout")
            .zero(BOOL, "envoy_gateway_bind_tagged_addresses", "EnvoyGatewayBindTaggedAddresses")
            .zero(BOOL, "envoy_gateway_no_default_bind", "EnvoyGatewayNoDefaultBind")
            .zero(STRING, "envoy_dns_discovery_type", "EnvoyDNSDiscoveryType")
            .labelled(
                BY_LABEL,
                "envoy_gateway_bind_addresses",
                "EnvoyGatewayBindAddresses",
                address,
                "Name",
                "")
            .block(FREE, "config", "Config", Schema.of());
    return Schema.of()
        .block(ONE, "proxy", "Proxy", proxy)
        .block(ONE, "ingress", "Ingress", ingress())
        .block(ONE, "terminating", "Terminating", terminating())
        .block(ONE, "mesh", "Mesh", Schema.of());
  }

  private static Schema tls() {
    return Schema.of()
        .zero(BOOL, "enabled", "Enabled")
        .zero(STRING, "tls_min_version", "TLSMinVersion")
        .zero(STRING, "tls_max_version", "TLSMaxVersion")
        .opt(STRINGS, "cipher_suites", "CipherSuites");
  }

  private static Schema ingress() {
    Schema service = Schema.of().opt(STRING, "name", "Name").opt(STRINGS, "hosts", "Hosts");
    Schema listener =
        Schema.of()
            .zero(INT, "port", "Port")
            .zero(STRING, "protocol", "Protocol")
            .block(MANY, "service", "Services", service);
    return Schema.of()
        .block(ONE, "tls", "TLS", tls())
        .block(MANY, "listener", "Listeners", listener);
  }

  private static Schema terminating() {
    Schema service =
        Schema.of()
            .zero(STRING, "name", "Name")
            .zero(STRING, "ca_file", "CAFile")
            .zero(STRING, "cert_file", "CertFile")
            .zero(STRING, "key_file", "KeyFile")
            .zero(STRING, "sni", "SNI");
    return Schema.of().block(MANY, "service", "Services", service);
  }
}
