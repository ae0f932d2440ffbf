import TestSupport
import Testing

/// Gives a suite an API server of its own, since it breaks it and other suites share theirs.
///
/// Its ConfigMaps are watched in etcd itself: the API server's cache remembers versions that etcd has forgotten. It waits for
/// nothing for a whole minute, neither for etcd nor, when it ends, for its clients.
struct OwnServer: SuiteTrait, TestScoping {
  @TaskLocal private static var current: BreakableServer?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await BreakableServer.with(flags: ["--watch-cache-sizes=configmaps#0", "--request-timeout=5s"]) { server in
      try await Self.$current.withValue(server) { try await function() }
    }
  }

  /// The server of the suite that runs.
  static func server() throws -> BreakableServer { try #require(current) }
}

extension Trait where Self == OwnServer {
  /// An API server of the suite's own.
  static var ownServer: Self { OwnServer() }
}
