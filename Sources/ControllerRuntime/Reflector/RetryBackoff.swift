// The pauses of a reflector whose requests fail.

/// Pauses that grow with each failure and start over after a healthy time; client-go's values for reflectors.
struct RetryBackoff: Sendable {
  private static let growth = ExponentialDelay(initial: .milliseconds(800), maximum: .seconds(30))
  private static let healthyTime = Duration.seconds(120)

  private var failures = 0
  private var lastRetry: Duration?

  /// The pause before the next attempt.
  ///
  /// - Parameters:
  ///   - now: The time of the failure.
  ///   - random: From 0 up to 1: the pause is between half and all of its nominal length, so that many clients that
  ///     lost one server do not come back at once.
  ///   - minimum: The least pause, if the server asked for one.
  mutating func pause(at now: Duration, random: Double, atLeast minimum: Duration?) -> Duration {
    if let lastRetry, now - lastRetry >= Self.healthyTime { failures = 0 }
    failures += 1
    let jittered = Self.growth.after(failures: failures) * (0.5 + random / 2)
    let pause = max(jittered, minimum ?? .zero)
    lastRetry = now + pause
    return pause
  }
}
