import JSONTree
import TestSupport
import Testing

/// In which order containers start and end, where the kubelet knows native sidecars.
@Suite(.enabled(if: Node.isAvailable, Node.requirement)) struct OrderingTests {
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

  @Test(
    .enabled(
      if: Node.hasNativeSidecars,
      "needs a node of Kubernetes 1.29 or later: please put its programs, with kubelet, where KUBEBUILDER_ASSETS says"))
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
