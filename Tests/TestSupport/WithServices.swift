/// Runs services while the body runs, and cancels them when it has ended.
///
/// - Throws: what the body or a service throws; ``EndedEarly`` where a service ends before the body does.
public func withServices<Result: Sendable>(
  _ services: (@Sendable () async throws -> Void)..., body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    for service in services {
      group.addTask {
        try await service()
        return nil
      }
    }
    group.addTask { try await body() }
    guard let result = try await group.next() ?? nil else { throw EndedEarly() }
    group.cancelAll()
    while let ended = await group.nextResult() {
      if case .failure(let error) = ended, !(error is CancellationError) { throw error }
    }
    return result
  }
}

/// A service ended while it was needed.
public struct EndedEarly: Error, CustomStringConvertible {
  /// What happened.
  public var description: String { "a service ended before the test did" }
}
