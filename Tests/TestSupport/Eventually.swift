/// Waits for a condition.
///
/// - Parameters:
///   - what: what is waited for, for the error.
///   - limit: for how long at most.
///   - probe: the condition; `nil` as long as it does not hold.
/// - Returns: how long it took, and what the condition yielded.
/// - Throws: ``NotInTime``, and what the probe throws.
@discardableResult
public func eventually<Value: Sendable>(
  _ what: String, within limit: Duration = .seconds(300), _ probe: @Sendable () async throws -> Value?
) async throws -> (took: Duration, value: Value) {
  let clock = ContinuousClock()
  let start = clock.now
  while true {
    if let value = try await probe() { return (clock.now - start, value) }
    guard clock.now - start < limit else { throw NotInTime(description: "not within \(limit): \(what)") }
    try await clock.sleep(for: .milliseconds(20))
  }
}

/// A condition did not come to hold in the time allowed.
public struct NotInTime: Error, CustomStringConvertible {
  /// What was waited for.
  public let description: String

  /// An error with its text.
  public init(description: String) { self.description = description }
}
