/// Where log lines go instead of standard output.
public enum LogDestination: Sendable, Hashable {
  /// An HTTP server that takes JSON.
  case http(HTTPLogs)
  /// Grafana Loki.
  case loki(LokiLogs)
  /// Elasticsearch, or OpenSearch.
  case elasticsearch(ElasticsearchLogs)
  /// Fluentd or Fluent Bit.
  case forward(ForwardLogs)
  /// Apache Kafka.
  case kafka(KafkaLogs)
}

extension LogDestination: Fragment {
  init(reading fields: inout FieldReader) {
    self = fields.exactlyOne(
      .member("http", .object, "An HTTP server that takes lines as a JSON array of objects.", Self.http),
      .member("loki", .object, "Grafana Loki.", Self.loki),
      .member("elasticsearch", .object, "Elasticsearch, or an OpenSearch.", Self.elasticsearch),
      .member("forward", .object, "A Fluentd or Fluent Bit, by Fluentd's forward protocol.", Self.forward),
      .member("kafka", .object, "A topic of Apache Kafka.", Self.kafka))
  }
}

/// An HTTP server that takes JSON.
public struct HTTPLogs: Sendable, Hashable {
  /// The server.
  public let server: LogServer
  /// The path; `nil` for `/`.
  public let path: String?
}

extension HTTPLogs: Fragment {
  init(reading fields: inout FieldReader) {
    server = LogServer(reading: &fields, port: "80, with TLS 443")
    path = fields.optional("path", .string(.httpPath), "The path of the request. The default is /.")
  }
}

/// A Grafana Loki.
public struct LokiLogs: Sendable, Hashable {
  /// The server.
  public let server: LogServer
  /// Whose logs they are (`X-Scope-OrgID`); `nil` for a Loki without tenants.
  public let tenant: String?
  /// Labels of the streams beside the library's.
  public let labels: [String: String]
}

extension LokiLogs: Fragment {
  init(reading fields: inout FieldReader) {
    server = LogServer(reading: &fields, port: "3100")
    tenant = fields.optional(
      "tenant", .string(.logName), "The tenant whose logs they are. The default is none.")
    labels =
      fields.optional(
        "labels", .map(keys: .lokiLabelName, values: .logName, count: 0...16),
        "Labels of the streams beside job, namespace, pod, container and file.") ?? [:]
  }
}

/// An Elasticsearch or OpenSearch.
public struct ElasticsearchLogs: Sendable, Hashable {
  /// The server.
  public let server: LogServer
  /// The index or data stream; `nil` for the name of the PodPattern.
  public let index: String?
}

extension ElasticsearchLogs: Fragment {
  init(reading fields: inout FieldReader) {
    server = LogServer(reading: &fields, port: "9200")
    index = fields.optional(
      "index", .string(.elasticsearchIndex), "The index or data stream. The default is the name of the PodPattern.")
  }
}

/// A Fluentd or Fluent Bit.
public struct ForwardLogs: Sendable, Hashable {
  /// The server's host name or address.
  public let host: String
  /// The server's port; `nil` for 24224.
  public let port: Int?
  /// How TLS is spoken; `nil` for plain text.
  public let tls: LogTLS?
  /// The name of a Secret with the key that both sides know, under `shared-key`; `nil` for none.
  public let sharedKeySecret: String?
}

extension ForwardLogs: Fragment {
  init(reading fields: inout FieldReader) {
    host = fields.logHost()
    port = fields.optional("port", .integer(1...65535), "The port of the server. The default is 24224.")
    tls = fields.logTLS()
    sharedKeySecret = fields.optional(
      "sharedKeySecret", .string(.subdomain),
      "The name of a Secret with the key that the server knows, too, under shared-key.")
  }
}

/// A topic of Apache Kafka.
public struct KafkaLogs: Sendable, Hashable {
  /// How the password is shown to the brokers.
  public enum SASLMechanism: String, Sendable, Hashable, CaseIterable {
    /// As it is.
    case plain = "PLAIN"
    /// Proved with SHA-256.
    case scramSHA256 = "SCRAM-SHA-256"
    /// Proved with SHA-512.
    case scramSHA512 = "SCRAM-SHA-512"
  }

  /// Some of the brokers, each as `host:port`; 1 to 16.
  public let brokers: [String]
  /// The topic.
  public let topic: String
  /// How TLS is spoken; `nil` for plain text.
  public let tls: LogTLS?
  /// The name of a Secret of type `kubernetes.io/basic-auth`; `nil` for no login.
  public let basicAuthSecret: String?
  /// How the password is shown; `nil` for ``SASLMechanism/scramSHA512``.
  public let saslMechanism: SASLMechanism?
}

extension KafkaLogs: Fragment {
  init(reading fields: inout FieldReader) {
    brokers = fields.required(
      "brokers", .list(of: .string(.hostAndPort), count: 1...16, .set),
      "Some of the brokers, each with its port, such as kafka-0.kafka:9092.")
    topic = fields.required("topic", .string(.kafkaTopic), "The topic.")
    tls = fields.logTLS()
    basicAuthSecret = fields.optional("basicAuthSecret", .string(.subdomain), LogServer.basicAuthText)
    saslMechanism = fields.optional(
      "saslMechanism", .choice(placeholder: SASLMechanism.scramSHA512),
      "How the password is shown: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. The default is SCRAM-SHA-512.")
    fields.rule(
      "!has(self.saslMechanism) || has(self.basicAuthSecret)", "saslMechanism needs basicAuthSecret",
      about: "saslMechanism", holds: saslMechanism == nil || basicAuthSecret != nil)
  }
}
