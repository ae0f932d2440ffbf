import Testing

/// Waits for a condition, and fails the test where it does not hold in time.
///
/// - Returns: how long it took, and what the condition yielded.
@discardableResult
func eventually<Value: Sendable>(
  _ what: Comment, within limit: Duration = .seconds(90), sourceLocation: SourceLocation = #_sourceLocation,
  _ probe: @Sendable () async throws -> Value?
) async throws -> (took: Duration, value: Value) {
  let clock = ContinuousClock()
  let start = clock.now
  while true {
    if let value = try await probe() { return (clock.now - start, value) }
    try #require(clock.now - start < limit, what, sourceLocation: sourceLocation)
    try await clock.sleep(for: .milliseconds(20))
  }
}
