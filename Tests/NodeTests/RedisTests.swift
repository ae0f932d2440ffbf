import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// Redis, extended and as what extends.
  @Suite struct RedisTests {
    @Test func itsExporterAnswersThroughTheService() async throws {
      try await PodNamespace.with { namespace in
        try await namespace.apply(example: "redis")
        try await namespace.untilReady("redis")
        let address = try await namespace.address(ofService: "redis")
        try await eventually("metrics of Redis") {
          try await Node.get("http://\(address):9121/metrics").contains("redis_up 1") ? true : nil
        }
      }
    }

    @Test func anAmbassadorSpeaksTLSForIt() async throws {
      try await PodNamespace.with { namespace in
        let authority = try await TestAuthority("authority", in: namespace.directory)
        let host = "redis-tls.\(namespace.name).svc"
        try await namespace.make("Secret", "redis-tls", authority.issue("server", for: "DNS:\(host)").secret)
        try await namespace.apply(example: "redis-tls")
        try await namespace.untilReady("redis-tls")
        let pod = try await namespace.podAddress("redis-tls")
        #expect(try await !Node.isReachable(pod, port: 6379), "nobody reaches Redis itself")
        let address = try await namespace.address(ofService: "redis-tls")
        let answer = try await Node.run(
          "bash", "-c",
          "printf 'PING\\r\\nQUIT\\r\\n' | openssl s_client -quiet -connect \(address):6380 "
            + "-servername \(host) -CAfile \(authority.root.path) -verify_return_error -verify_hostname \(host)")
        #expect(answer.contains("+PONG"))
      }
    }

    @Test func asACacheItIsTheApplicationsAlone() async throws {
      try await PodNamespace.with { namespace in
        try await namespace.apply(example: "redis-cache") { document in
          // The image has what asks the cache.
          document.replaceContainers(["name": "shop", "image": "redis:8-alpine", "command": ["sleep", "infinity"]])
        }
        try await namespace.untilReady("redis-cache")
        let stored = try await namespace.inside(
          "redis-cache", "shop", "redis-cli", "-h", "127.0.0.1", "set", "key", "value")
        #expect(stored == "OK")
        #expect(
          try await namespace.inside("redis-cache", "shop", "redis-cli", "-h", "127.0.0.1", "get", "key") == "value")
        #expect(try await !Node.isReachable(namespace.podAddress("redis-cache"), port: 6379))
      }
    }

    @Test func anAmbassadorLeadsToOneOutsideThatTakesTLSAlone() async throws {
      try await PodNamespace.with { namespace in
        let authority = try await TestAuthority("authority", in: namespace.directory)
        let server = try await authority.issue("server", for: "DNS:redis.example.com")
        try await namespace.make("Secret", "redis-tls", server.secret)
        try await namespace.make("Secret", "redis-client", authority.issue("client").secret)
        try await namespace.make("ConfigMap", "redis-ca", authority.bundle)
        try await namespace.apply(example: "redis-tls")
        try await namespace.untilReady("redis-tls")
        let address = try await namespace.address(ofService: "redis-tls")
        try await namespace.apply(example: "redis-tunnel") { document in
          // The image has what asks Redis, and the name of the server leads to the one above.
          document.replaceContainers([
            "name": "shop", "image": "redis:8-alpine", "command": ["sleep", "infinity"],
            "ports": [["name": "http", "containerPort": 8080]],
          ])
          document["spec"]?["workload"]?["template"]?["spec"]?["hostAliases"] = [
            ["ip": .string(address), "hostnames": ["redis.example.com"]]
          ]
        }
        try await namespace.untilReady("redis-tunnel")
        let answer = try await namespace.inside("redis-tunnel", "shop", "redis-cli", "-h", "127.0.0.1", "ping")
        #expect(answer == "PONG")
        #expect(try await !Node.isReachable(namespace.podAddress("redis-tunnel"), port: 6379))
      }
    }
  }
}
