// A rate that may be exceeded for a moment.

/// Grants so many at once, and then one after each interval.
struct TokenBucket: Sendable {
  private let capacity: Double
  private var interval: Duration
  private var tokens: Double
  private var filledAt: Duration

  init(capacity: Int, interval: Duration, now: Duration) {
    self.capacity = Double(capacity)
    self.interval = interval
    tokens = Double(capacity)
    filledAt = now
  }

  /// Takes a token.
  ///
  /// - Returns: how long to wait until there is one; `nil` where one was taken.
  mutating func take(at now: Duration) -> Duration? {
    fill(until: now)
    guard tokens < 1 else {
      tokens -= 1
      return nil
    }
    return interval * (1 - tokens)
  }

  /// From now on, grants one after each interval of another length.
  mutating func change(to interval: Duration, at now: Duration) {
    fill(until: now)
    self.interval = interval
  }

  private mutating func fill(until now: Duration) {
    tokens = min(capacity, tokens + (now - filledAt) / interval)
    filledAt = now
  }

  /// Whether nothing is remembered here any more.
  func isFull(at now: Duration) -> Bool { tokens + (now - filledAt) / interval >= capacity }
}
