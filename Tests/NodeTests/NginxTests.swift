import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// nginx as an application.
  @Suite struct NginxTests {
    @Test func itsExporterAnswersThroughTheService() async throws {
      try await PodNamespace.with { namespace in
        try await namespace.apply(example: "supporting/nginx-status")
        try await namespace.apply(example: "nginx")
        try await namespace.untilReady("nginx")
        let address = try await namespace.address(ofService: "nginx")
        try await eventually("metrics of nginx") {
          try await Node.get("http://\(address):9113/metrics").contains("nginx_up 1") ? true : nil
        }
      }
    }

    @Test func itServesAChangedConfigurationWithoutARestart() async throws {
      try await PodNamespace.with { namespace in
        try await namespace.apply(example: "supporting/nginx-settings")
        try await namespace.apply(example: "nginx-reload")
        try await namespace.untilReady("nginx-reload")
        let address = try await namespace.address(ofService: "nginx-reload")
        #expect(try await Node.get("http://\(address)").hasPrefix("version 1"))

        let changed = try await namespace.kubectl("get", "configmap", "nginx-settings", "--output", "json")
        try await namespace.apply(try JSON.parse(changed.replacing("version 1", with: "version 2")))
        // The kubelet brings a change within its synchronization period and the age of its cache.
        try await eventually("the changed configuration is served", within: .seconds(150)) {
          try await Node.get("http://\(address)").hasPrefix("version 2") ? true : nil
        }
        // A native sidecar is among the init containers.
        let restarts = "jsonpath={.items[*].status['containerStatuses', 'initContainerStatuses'][*].restartCount}"
        #expect(try await namespace.kubectl("get", "pods", "--output", restarts) == "0 0")
      }
    }
  }
}
