import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// In which order containers start and end, where the kubelet knows native sidecars.
  @Suite struct OrderingTests {
    /// Asks its cache as the first thing it does, and again a while after it was told to end.
    static let application: JSON = [
      "name": "shop", "image": "redis:8-alpine",
      "command": [
        "sh", "-c",
        """
        ask() { echo "$1: $(redis-cli -h 127.0.0.1 ping 2>&1)"; }
        trap 'sleep 2; ask end; exit' TERM
        ask start
        sleep 3600 & wait
        """,
      ],
    ]

    @Test(.needsKubernetes(minor: 29))
    func aSidecarIsReadyBeforeTheApplicationAndOutlivesIt() async throws {
      try await PodNamespace.with { namespace in
        try await namespace.apply(example: "redis-cache") { $0.replaceContainers(Self.application) }
        try await namespace.untilReady("redis-cache")
        async let log = namespace.kubectl("logs", "--follow", "deployment/redis-cache", "--container", "shop")
        try await eventually("the log is followed") {
          try await namespace.log("redis-cache", "shop").contains("start: ") ? true : nil
        }
        try await namespace.kubectl("scale", "deployment/redis-cache", "--replicas", "0")
        #expect(try await log == "start: PONG\nend: PONG")
      }
    }
  }
}
