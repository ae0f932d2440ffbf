import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// Containers of the user's own beside the application's.
  @Suite struct ContainerTests {
    @Test func twoContainersShareAVolumeAndTheNetwork() async throws {
      try await PodNamespace.with { namespace in
        try await namespace.apply(example: "podtest")
        try await namespace.untilReady("podtest")
        _ = try await namespace.inside("podtest", "c1", "sh", "-c", "echo hello > /shared/greeting")
        #expect(try await namespace.inside("podtest", "c2", "cat", "/shared/greeting") == "hello")
        let names = try await (
          namespace.inside("podtest", "c1", "hostname"), namespace.inside("podtest", "c2", "hostname")
        )
        #expect(names.0 == names.1)
      }
    }
  }
}
