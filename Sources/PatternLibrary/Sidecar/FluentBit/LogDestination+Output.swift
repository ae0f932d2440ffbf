import JSONTree
import PodPatternAPI

// What Fluent Bit is told of each destination: https://docs.fluentbit.io/manual/pipeline/outputs.

/// An output of Fluent Bit, and what it needs around it.
struct FluentBitOutput: Sendable {
  /// The plugin and its settings; secrets are there by the names of variables.
  var settings: JSONObject
  /// Environment variables with the secrets.
  var variables: [JSON] = []
  var tls: LogTLS?
  /// The field whose secret would cross the network in plain text without TLS.
  var secretField: String?

  init(_ plugin: String, _ settings: JSONObject, tls: LogTLS?) {
    self.settings = settings.merging(["name": .string(plugin)]) { $1 }
    self.tls = tls
  }

  /// An output to a server that is reached by HTTP.
  fileprivate init(_ plugin: String, to server: LogServer, port: Int, _ settings: JSONObject) {
    self.init(plugin, settings, tls: server.tls)
    address(server.host, server.port ?? port)
    if let secret = server.basicAuthSecret {
      self.settings["http_user"] = "${LOG_USERNAME}"
      self.settings["http_passwd"] = "${LOG_PASSWORD}"
      logIn(with: secret)
    }
    if let secret = server.tokenSecret { variable("LOG_TOKEN", key: "token", of: secret, field: "tokenSecret") }
  }

  /// Shows the token as most servers want it.
  fileprivate mutating func bearToken(of server: LogServer) {
    if server.tokenSecret != nil { settings["header"] = ["Authorization Bearer ${LOG_TOKEN}"] }
  }

  fileprivate mutating func address(_ host: String, _ port: Int) {
    settings["host"] = .string(host)
    settings["port"] = .integer(Int64(port))
    // Fluent Bit itself verifies the authority alone.
    guard let tls else { return }
    settings.merge(["tls": "on", "tls.verify": "on", "tls.verify_hostname": "on", "tls.min_version": "TLSv1.2"]) { $1 }
    if tls.certificateAuthority != nil { settings["tls.ca_file"] = .string(Self.authorityFile) }
    if tls.clientCertificateSecret != nil {
      settings["tls.crt_file"] = .string("\(PeerCertificates.certificateDirectory)/tls.crt")
      settings["tls.key_file"] = .string("\(PeerCertificates.certificateDirectory)/tls.key")
    }
  }

  fileprivate static let authorityFile = "\(PeerCertificates.authorityDirectory)/\(CertificateAuthority.fileName)"

  fileprivate mutating func logIn(with secret: String) {
    variable("LOG_USERNAME", key: "username", of: secret, field: "basicAuthSecret")
    variable("LOG_PASSWORD", key: "password", of: secret, field: "basicAuthSecret")
  }

  fileprivate mutating func variable(_ name: String, key: String, of secret: String, field: String) {
    variables.append(.variable(name, key: key, ofSecret: secret))
    secretField = field
  }
}

extension LogDestination {
  /// - Parameter podPattern: its name, for what a destination calls its logs by default.
  func output(podPattern: String) -> FluentBitOutput {
    switch self {
    case .http(let logs): logs.output
    case .loki(let logs): logs.output(podPattern: podPattern)
    case .elasticsearch(let logs): logs.output(podPattern: podPattern)
    case .forward(let logs): logs.output
    case .kafka(let logs): logs.output
    }
  }

  /// The name of the union's member.
  var fieldName: String {
    switch self {
    case .http: "http"
    case .loki: "loki"
    case .elasticsearch: "elasticsearch"
    case .forward: "forward"
    case .kafka: "kafka"
    }
  }
}

extension HTTPLogs {
  fileprivate var output: FluentBitOutput {
    var output = FluentBitOutput(
      "http", to: server, port: server.tls == nil ? 80 : 443,
      ["uri": .string(path ?? "/"), "format": "json", "json_date_format": "iso8601"])
    output.bearToken(of: server)
    return output
  }
}

extension LokiLogs {
  fileprivate func output(podPattern: String) -> FluentBitOutput {
    let labels = labels.merging(["job": podPattern]) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var output = FluentBitOutput(
      "loki", to: server, port: 3100,
      [
        "labels": .string(labels.joined(separator: ",")), "label_keys": "$namespace,$pod,$container,$file",
        "drop_single_key": "raw", "remove_keys": "namespace,pod,container,file",
      ])
    // As a header: of what its own `bearer_token` is given, it would take a "${" for a variable once more.
    output.bearToken(of: server)
    output.settings["tenant_id"] = tenant.map(JSON.string)
    return output
  }
}

extension ElasticsearchLogs {
  fileprivate func output(podPattern: String) -> FluentBitOutput {
    // With an id that is made of its content, a record that is sent again is not there twice; and with a time that is fine
    // enough, two equal lines are.
    var output = FluentBitOutput(
      "es", to: server, port: 9200,
      ["index": .string(index ?? podPattern), "suppress_type_name": "on", "generate_id": "on", "time_key_nanos": "on"])
    if server.tokenSecret != nil { output.settings["http_api_key"] = "${LOG_TOKEN}" }
    return output
  }
}

extension ForwardLogs {
  fileprivate var output: FluentBitOutput {
    // What Fluent Bit adds to records otherwise, Fluentd takes for a damaged event.
    var output = FluentBitOutput(
      "forward", ["require_ack_response": "true", "retain_metadata_in_forward_mode": "false"], tls: tls)
    output.address(host, port ?? 24224)
    if let sharedKeySecret {
      output.settings["shared_key"] = "${LOG_SHARED_KEY}"
      output.settings["self_hostname"] = "${POD_NAME}"
      output.variable("LOG_SHARED_KEY", key: "shared-key", of: sharedKeySecret, field: "sharedKeySecret")
    }
    return output
  }
}

extension KafkaLogs {
  fileprivate var output: FluentBitOutput {
    var output = FluentBitOutput(
      "kafka",
      [
        "brokers": .string(brokers.joined(separator: ",")), "topics": .string(topic), "format": "json",
        "timestamp_format": "iso8601", "rdkafka.security.protocol": .string(securityProtocol),
      ], tls: tls)
    if tls?.certificateAuthority != nil {
      output.settings["rdkafka.ssl.ca.location"] = .string(FluentBitOutput.authorityFile)
    }
    if tls?.clientCertificateSecret != nil {
      output.settings["rdkafka.ssl.certificate.location"] = .string("\(PeerCertificates.certificateDirectory)/tls.crt")
      output.settings["rdkafka.ssl.key.location"] = .string("\(PeerCertificates.certificateDirectory)/tls.key")
    }
    if let basicAuthSecret {
      output.settings["rdkafka.sasl.mechanism"] = .string((saslMechanism ?? .scramSHA512).rawValue)
      output.settings["rdkafka.sasl.username"] = "${LOG_USERNAME}"
      output.settings["rdkafka.sasl.password"] = "${LOG_PASSWORD}"
      output.logIn(with: basicAuthSecret)
    }
    return output
  }

  private var securityProtocol: String { (basicAuthSecret == nil ? "" : "sasl_") + (tls == nil ? "plaintext" : "ssl") }
}
