import JSONTree

// Log files that are followed, and where their lines go.

extension RandomPodPatterns {
  mutating func logStream() -> JSON {
    object(
      ["directory": .string("/logs/\(number())"), "files": pick([["a.log"], ["a.log", "b/c.log"]])],
      optional: ["image": "example.com/logs:1", "resources": Self.resources, "destination": logDestination()])
  }

  private mutating func logDestination() -> JSON {
    pick([
      ["http": logServer(["path": "/logs"])],
      ["loki": logServer(["tenant": "team-a", "labels": ["team": "a"]])],
      ["elasticsearch": logServer(["index": "logs"])],
      ["forward": object(["host": "10.0.0.9"], optional: ["port": 24225, "tls": tls(), "sharedKeySecret": "shared"])],
      ["kafka": kafka()],
    ])
  }

  private mutating func logServer(_ own: KeyValuePairs<String, JSON>) -> JSON {
    var server = object(["host": "logs.example.com"], optional: own)
    if chance(2) { server["port"] = 8443 }
    if chance(2) { server["tls"] = tls() }
    if chance(2) { server[pick(["basicAuthSecret", "tokenSecret"])] = "login" }
    return server
  }

  private mutating func kafka() -> JSON {
    let brokers: [JSON] = [["kafka-0.kafka:9092"], ["kafka-0.kafka:9092", "kafka-1.kafka:9092"]]
    var kafka = object(["brokers": pick(brokers), "topic": "logs"], optional: ["tls": tls()])
    guard chance(2) else { return kafka }
    kafka["basicAuthSecret"] = "login"
    if chance(2) { kafka["saslMechanism"] = pick(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]) }
    return kafka
  }

  private mutating func tls() -> JSON {
    object([:], optional: ["certificateAuthority": pick(Self.authorities), "clientCertificateSecret": "client"])
  }
}
