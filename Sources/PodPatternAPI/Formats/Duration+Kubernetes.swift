// Durations as Go and Kubernetes write them.

extension Duration {
  private static let units: [(name: String, duration: Duration)] = [
    ("ms", .milliseconds(1)), ("h", .seconds(3600)), ("m", .seconds(60)), ("s", .seconds(1)),
  ]

  /// The duration of a text such as `15s`, `500ms` or `1m30s` (`metav1.Duration`, without fractions); `nil` for any other
  /// text.
  public init?(kubernetes text: String) {
    var rest = text[...]
    var duration = Duration.zero
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { "0"..."9" ~= $0 }
      rest = rest.dropFirst(digits.count)
      guard let number = Int32(digits), let unit = Self.units.first(where: { rest.hasPrefix($0.name) }) else {
        return nil
      }
      rest = rest.dropFirst(unit.name.count)
      duration += unit.duration * Int(number)
    }
    self = duration
  }
}

extension FieldType where Value == Duration {
  /// A duration of at most some thousand years.
  static var duration: FieldType {
    FieldType<String>.string(.duration).map { Duration(kubernetes: $0) ?? .zero }
  }
}
