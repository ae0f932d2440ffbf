import ArgumentParser
import FoundationEssentials

/// When output has colours.
enum ColorArgument: String, ExpressibleByArgument, CaseIterable {
  /// On a terminal, unless the environment variable `NO_COLOR` has a value (https://no-color.org).
  case auto
  /// Also in a file or a pipe.
  case always
  /// Not even on a terminal.
  case never

  /// Whether standard output is to have colours.
  var isOn: Bool {
    isOn(onTerminal: StandardStreams.isOutputATerminal, environment: ProcessInfo.processInfo.environment)
  }

  func isOn(onTerminal: Bool, environment: [String: String]) -> Bool {
    switch self {
    case .auto: onTerminal && environment["NO_COLOR", default: ""].isEmpty
    case .always: true
    case .never: false
    }
  }
}
