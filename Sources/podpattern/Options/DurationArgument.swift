import ArgumentParser
import PodPatternAPI

/// A duration as Go and Kubernetes write it: `15s`, `500ms`, `1m30s`.
struct DurationArgument: ExpressibleByArgument {
  let duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let duration = Duration(kubernetes: argument) else { return nil }
    self.duration = duration
  }

  var defaultValueDescription: String {
    let milliseconds = Int64(duration / .milliseconds(1))
    return milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}
