import TestSupport
import Testing

/// Connections that are dead although nobody closed them. These tests mostly wait, so they run at once.
@Suite("Dead connections", .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct DeadConnectionTests {
  @Test("No change is lost while a watch's connection is dead", arguments: ConnectionTrouble.silent)
  func watch(trouble: ConnectionTrouble) async throws {
    try await WatchConnectionTests.watchThrough(trouble)
  }

  @Test("Everything declared is applied, once, though the connection is dead", arguments: ConnectionTrouble.silent)
  func write(trouble: ConnectionTrouble) async throws {
    try await WriteConnectionTests.writeThrough([trouble])
  }

  @Test("A list begins on a dead connection, and is complete in the end", arguments: ConnectionTrouble.silent)
  func list(trouble: ConnectionTrouble) async throws {
    try await WatchConnectionTests.listThrough(trouble)
  }
}
