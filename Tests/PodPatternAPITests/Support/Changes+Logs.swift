// Changes of the destinations of logs.

import JSONTree

extension Change {
  private static func destination(_ pattern: String) -> String {
    "\(Sample.pattern(pattern)).sidecar.logStream.destination"
  }
  private static let loki = "\(destination("logs-to-loki")).loki"
  private static let kafka = "\(destination("logs-to-kafka")).kafka"

  static let logDestination: [Change] =
    [
      Change(
        destination("logs-to-http"), [:],
        """
        \(destination("logs-to-http")): Required value: exactly one of http, loki, elasticsearch, forward, kafka must be set
        """),
      Change(destination("logs-to-http"), nil),
      Change("\(loki).host", nil, "\(loki).host: Required value"),
      Change("\(loki).port", 0, "\(loki).port: Invalid value: 0: must be between 1 and 65535"),
      Change("\(loki).tls", [:]),
      Change("\(loki).tls", nil),
      Change(
        "\(loki).basicAuthSecret", "a",
        "\(loki).tokenSecret: Invalid value: \"loki\": only one of basicAuthSecret, tokenSecret can be set"),
      Change(
        "\(loki).labels", ["a-b": "c"],
        """
        \(loki).labels.a-b: Invalid value: "a-b": must be the name of a label: letters, digits and '_', not beginning \
        with a digit
        """),
      Change("\(kafka).brokers", [], "\(kafka).brokers: Required value: must not be empty"),
      Change(
        "\(kafka).brokers[0]", "k",
        """
        \(kafka).brokers[0]: Invalid value: "k": must be a host in lower case and a port, such as 'kafka-0.kafka:9092'
        """),
      Change(
        "\(kafka).basicAuthSecret", nil,
        "\(kafka).saslMechanism: Invalid value: \"PLAIN\": saslMechanism needs basicAuthSecret"),
    ]
    + ["a b", "a,b", "${HOME}", "%Y", "$pod", "a\"b", "a\nb"].map { text in
      Change(
        "\(loki).labels.team", .string(text),
        """
        \(loki).labels.team: Invalid value: \(JSON.string(text).serializedString()): must be letters, digits and '._-', \
        beginning and ending with a letter or digit
        """)
    }
}
