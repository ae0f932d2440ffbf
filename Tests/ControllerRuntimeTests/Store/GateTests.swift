import Testing

@testable import ControllerRuntime

@Suite("A gate", .timeLimit(.minutes(10)))
struct GateTests {
  @Test("lets everyone through who waits, and who comes later")
  func opens() async throws {
    let gate = Gate()
    try await withThrowingTaskGroup { group in
      for _ in 0..<10 { group.addTask { try await gate.wait() } }
      gate.open()
      try await group.waitForAll()
    }
    try await gate.wait()
    #expect(gate.isOpen)
  }

  @Test("lets go of whoever is cancelled")
  func cancellation() async {
    let gate = Gate()
    let waiter = Task { try await gate.wait() }
    waiter.cancel()
    await #expect(throws: CancellationError.self) { try await waiter.value }
    #expect(!gate.isOpen)
  }
}
