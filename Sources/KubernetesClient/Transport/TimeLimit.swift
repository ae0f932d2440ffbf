/// Runs an operation, and cancels it when it takes longer than allowed.
///
/// - Parameters:
///   - limit: how long it may take.
///   - clock: what measures the time.
///   - error: what to throw when the time is over.
func withTimeLimit<Result: Sendable>(
  _ limit: Duration, clock: any Clock<Duration>, error: KubernetesError,
  _ operation: @escaping @Sendable () async throws -> Result
) async throws(KubernetesError) -> Result {
  do {
    return try await withThrowingTaskGroup(of: Result.self) { group in
      defer { group.cancelAll() }
      group.addTask(operation: operation)
      group.addTask {
        try await clock.sleep(for: limit)
        throw error
      }
      guard let result = try await group.next() else { throw KubernetesError.cancelled }
      return result
    }
  } catch {
    throw KubernetesError(error)
  }
}

extension Duration {
  /// The duration in whole seconds, for messages.
  var formattedSeconds: String { "\(components.seconds) s" }
}
