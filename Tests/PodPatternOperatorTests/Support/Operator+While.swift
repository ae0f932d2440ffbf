import ControllerRuntime
import PodPatternOperator

extension Operator {
  /// Runs it, and what writes its events, while the body runs.
  func run(with events: EventRecorder, while body: @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await events.run() }
      group.addTask { try await self.run() }
      try await body()
      group.cancelAll()
      while let ended = await group.nextResult() {
        if case .failure(let error) = ended, !(error is CancellationError) { throw error }
      }
    }
  }
}
