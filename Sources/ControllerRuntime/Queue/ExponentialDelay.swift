// How pauses grow with each failure in a row.

/// A pause that doubles with each failure in a row, up to a limit.
struct ExponentialDelay: Sendable, Hashable {
  let initial: Duration
  let maximum: Duration

  /// The pause after that many failures in a row; the first is `initial`.
  func after(failures: Int) -> Duration {
    var delay = initial
    var remaining = failures - 1
    while remaining > 0, delay < maximum {
      delay *= 2
      remaining -= 1
    }
    return min(delay, maximum)
  }
}
