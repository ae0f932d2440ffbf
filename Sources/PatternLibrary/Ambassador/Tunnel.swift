import JSONTree
import PodPatternAPI

// Ambassador: an Envoy that leads from a port of localhost to a server outside over TLS, for an application that does not
// speak TLS itself; for a database of Cloud SQL it is Google's own proxy (CloudSQLInstance.swift).
//
//   application ── plain ──▶ Envoy 127.0.0.1:listenPort ── TLS ──▶ host:port

extension Tunnel {
  func podExtension(in context: PatternContext) -> PodExtension {
    let health = healthPort ?? context.freePort(from: 15021, except: listenPort)
    var result =
      switch destination {
      case .tls(let server): container(to: server, health: health, in: context).podExtension(in: context)
      case .cloudSQL(let instance):
        instance.podExtension(
          listenPort: listenPort, healthPort: health, image: image, resources: resources, in: context)
      }
    result.ports.insert(
      PortClaim(
        port: listenPort, protocol: "TCP", container: context.pattern, source: context.containerSource("listenPort")),
      at: 0)
    result.warnings += context.hostNetworkWarnings("the tunnel", port: listenPort)
    return result
  }

  private func container(to server: TLSDestination, health: Int, in context: PatternContext) -> EnvoyContainer {
    let tls = EnvoyTLS(
      serverName: server.serverName ?? server.host, certificateAuthority: server.certificateAuthority,
      clientCertificateSecret: server.clientCertificateSecret, alpnProtocols: server.alpnProtocols)
    let cluster = EnvoyConfiguration.cluster(
      "server", type: "LOGICAL_DNS", server.host, server.port,
      ["transport_socket": tls.transportSocket, "upstream_connection_options": ["tcp_keepalive": [:]]])
    return EnvoyContainer(
      configuration: EnvoyConfiguration(
        listeners: [listener, EnvoyConfiguration.health(port: health)], clusters: [cluster]),
      healthPort: health, image: image, resources: resources, files: tls.files,
      volumes: tls.volumes(of: context.pattern))
  }

  /// Connections may be idle for as long as they want. The log says why one did not come about: a certificate of another
  /// authority or name, for example.
  private var listener: JSON {
    let proxy: JSON = [
      "name": "envoy.filters.network.tcp_proxy",
      "typed_config": EnvoyConfiguration.typed(
        "extensions.filters.network.tcp_proxy.v3.TcpProxy",
        [
          "stat_prefix": "tunnel", "cluster": "server", "idle_timeout": "0s",
          "access_log": EnvoyConfiguration.accessLog(
            "[%START_TIME%] %UPSTREAM_HOST% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESPONSE_FLAGS% "
              + "\"%UPSTREAM_TRANSPORT_FAILURE_REASON%\""),
        ]),
    ]
    return EnvoyConfiguration.listener("tunnel", "127.0.0.1", listenPort, filter: proxy)
  }
}
