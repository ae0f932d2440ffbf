import ControllerRuntime
import PodPatternOperator
import TestSupport

extension Operator {
  /// Runs it, and what writes its events, while the body runs.
  func run(with events: EventRecorder, while body: @escaping @Sendable () async throws -> Void) async throws {
    try await withServices({ try await events.run() }, { try await self.run() }, body: body)
  }
}
