import ArgumentParser

/// A duration as Go and Kubernetes write it: `15s`, `500ms`, `1m30s`.
struct DurationArgument: ExpressibleByArgument {
  private static let units: [(name: String, duration: Duration)] = [
    ("ms", .milliseconds(1)), ("h", .seconds(3600)), ("m", .seconds(60)), ("s", .seconds(1)),
  ]

  let duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    var rest = argument[...]
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
    self.duration = duration
  }

  var defaultValueDescription: String {
    let milliseconds = Int64(duration / .milliseconds(1))
    return milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}
