/// Measured durations, and what a report says of them.
struct Samples {
  private var sorted: [Duration] = []

  init(_ durations: [Duration]) { sorted = durations.sorted() }

  var median: Duration { percentile(50) }

  /// The duration that so many percent of the samples do not exceed.
  func percentile(_ percent: Int) -> Duration {
    guard !sorted.isEmpty else { return .zero }
    return sorted[min(sorted.count - 1, sorted.count * percent / 100)]
  }
}

extension Duration {
  var microseconds: Double { self / .microseconds(1) }

  /// Milliseconds with two digits after the point.
  var inMilliseconds: String { "\((self / .milliseconds(1) * 100).rounded() / 100) ms" }
}

extension Double {
  /// Two digits after the point.
  var rounded2: Double { (self * 100).rounded() / 100 }
}
