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

  /// Seconds with two digits after the point.
  var inSeconds: String { "\((self / .seconds(1)).rounded2) s" }
}

extension Double {
  /// Two digits after the point.
  var rounded2: Double { (self * 100).rounded() / 100 }
}

extension Int {
  /// Bytes as mebibytes.
  var inMebibytes: String { "\((Double(self) / 1_048_576 * 10).rounded() / 10) MiB" }
}
