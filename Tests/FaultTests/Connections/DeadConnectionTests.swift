import TestSupport
import Testing

/// Connections that are dead although nobody closed them. These tests mostly wait, so they run at once.
@Suite("Dead connections", .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct DeadConnectionTests {
  @Test("A list begins on a dead connection, and is complete in the end", arguments: ConnectionTrouble.silent)
  func list(trouble: ConnectionTrouble) async throws {
    try await WatchConnectionTests.listThrough(trouble)
  }
}
