/// How long something may take, and what ends it then.
struct TimeLimit: Sendable {
  let duration: Duration
  /// What measures the time, where no event loop does.
  let clock: any Clock<Duration>
  let error: KubernetesError

  /// Runs an operation, and cancels it when it takes longer.
  func enforce<Result: Sendable>(
    on operation: @escaping @Sendable () async throws -> Result
  ) async throws(KubernetesError) -> Result {
    do {
      return try await withThrowingTaskGroup(of: Result.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: operation)
        group.addTask {
          try await clock.sleep(for: duration)
          throw error
        }
        guard let result = try await group.next() else { throw KubernetesError.cancelled }
        return result
      }
    } catch {
      throw KubernetesError(error)
    }
  }
}

extension TimeLimit? {
  /// Runs an operation, and cancels it when it takes longer than there is a limit for.
  func enforce<Result: Sendable>(on operation: @escaping @Sendable () async throws -> Result) async throws -> Result {
    guard let self else { return try await operation() }
    return try await self.enforce(on: operation)
  }
}

extension Duration {
  /// The duration in whole seconds, for messages.
  var formattedSeconds: String { "\(components.seconds) s" }
}
