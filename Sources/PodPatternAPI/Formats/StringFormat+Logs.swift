// The formats of what a log forwarder is told. None has a '$', a '%', a quote or a space, all of which mean something in its
// configuration.

extension StringFormat {
  /// A tenant, or the value of a label.
  static let logName = StringFormat(
    "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", maximumLength: 128,
    "must be letters, digits and '._-', beginning and ending with a letter or digit")

  /// The name of a label of Loki.
  static let lokiLabelName = StringFormat(
    "[a-zA-Z_][a-zA-Z0-9_]*", maximumLength: 64,
    "must be the name of a label: letters, digits and '_', not beginning with a digit")

  /// The name of an index or data stream.
  static let elasticsearchIndex = StringFormat(
    "[a-z0-9][a-z0-9._-]*", maximumLength: 255,
    "must be the name of an index: lower-case letters, digits and '._-', beginning with a letter or digit")

  /// The name of a topic.
  static let kafkaTopic = StringFormat(
    "[A-Za-z0-9_][A-Za-z0-9._-]*", maximumLength: 249, "must be the name of a topic: letters, digits and '._-'")

  /// A host and a port.
  static let hostAndPort = StringFormat(
    "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*:[0-9]+", maximumLength: 259,
    "must be a host in lower case and a port, such as 'kafka-0.kafka:9092'")
}
