import JSONTree

/// A complete configuration of Envoy: nothing is fetched from a control plane, and there is no admin interface.
///
/// It is JSON, written by the serializer, so that no value of a user can break out of its place.
struct EnvoyConfiguration: Sendable {
  static let directory = "/etc/podpattern"
  static let fileName = "envoy.json"

  /// Without the files for renewal (hot restart), which a container has no use for, and with two threads: Envoy would
  /// count the node's processors, not the container's.
  static let command: JSON = [
    "envoy", "--config-path", .string("\(directory)/\(fileName)"), "--concurrency", "2", "--disable-hot-restart",
    "--log-level", "warning",
  ]

  let listeners: [JSON]
  let clusters: [JSON]

  /// The text of the file.
  var text: String {
    let configuration: JSON = [
      "node": ["id": "podpattern", "cluster": "podpattern"],
      "static_resources": ["listeners": .array(listeners), "clusters": .array(clusters)],
    ]
    return configuration.serializedString()
  }

  /// An extension with its configuration.
  static func typed(_ type: String, _ members: JSONObject = [:]) -> JSON {
    .object(members.merging(["@type": .string("type.googleapis.com/envoy.\(type)")]) { $1 })
  }

  static func address(_ host: String, _ port: Int) -> JSON {
    ["socket_address": ["address": .string(host), "port_value": .integer(Int64(port))]]
  }

  static func listener(_ name: String, _ host: String, _ port: Int, filter: JSON) -> JSON {
    [
      "name": .string(name), "address": address(host, port), "filter_chains": [["filters": [filter]]],
      // Two processes that share a port by mistake are to fail, and not to take turns.
      "enable_reuse_port": false,
    ]
  }

  /// Connections and requests that fail or end are logged, each in a line that says why.
  static func accessLog(_ format: String) -> JSON {
    [
      [
        "name": "envoy.access_loggers.stdout",
        "typed_config": typed(
          "extensions.access_loggers.stream.v3.StdoutAccessLog",
          ["log_format": ["text_format_source": ["inline_string": .string(format + "\n")]]]),
      ]
    ]
  }

  static func connectionManager(_ name: String, _ members: JSONObject, filters: [JSON], routes: JSON) -> JSON {
    let router: JSON = [
      "name": "envoy.filters.http.router",
      "typed_config": typed("extensions.filters.http.router.v3.Router", ["suppress_envoy_headers": true]),
    ]
    let base: JSONObject = [
      "stat_prefix": .string(name),
      "http_filters": .array(filters + [router]),
      "route_config": ["virtual_hosts": [["name": .string(name), "domains": ["*"], "routes": routes]]],
    ]
    return [
      "name": "envoy.filters.network.http_connection_manager",
      "typed_config": typed(
        "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", base.merging(members) { $1 }),
    ]
  }

  /// Answers the kubelet, for which a listener on localhost is out of reach: `GET /ready` is 200, once all is set up.
  static func health(port: Int) -> JSON {
    let routes: JSON = [["match": ["path": "/ready"], "direct_response": ["status": 200]]]
    return listener(
      "health", "0.0.0.0", port, filter: connectionManager("health", [:], filters: [], routes: routes))
  }

  /// A cluster of one address, however many it resolves to, which is looked up again as the name server wants it.
  static func cluster(_ name: String, type: String, _ host: String, _ port: Int, _ members: JSONObject) -> JSON {
    let endpoint: JSON = ["endpoint": ["address": address(host, port)]]
    let unlimited: JSON = .integer(1_000_000)
    var cluster: JSONObject = [
      "name": .string(name), "type": .string(type), "connect_timeout": "10s",
      "load_assignment": ["cluster_name": .string(name), "endpoints": [["lb_endpoints": [endpoint]]]],
      "circuit_breakers": [
        "thresholds": [
          ["max_connections": unlimited, "max_pending_requests": unlimited, "max_requests": unlimited]
        ]
      ],
    ]
    if type != "STATIC" { cluster["dns_lookup_family"] = "ALL" }
    return .object(cluster.merging(members) { $1 })
  }
}
