import ArgumentParser
import Logging

/// How log lines look.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case text
  /// For log collectors: one JSON object a line.
  case json

  /// Text where a person looks on, JSON elsewhere.
  static var automatic: LogFormat { StandardStreams.isErrorATerminal ? .text : .json }

  func makeHandler(label: String, level: Logger.Level) -> any LogHandler {
    switch self {
    case .text:
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = level
      return handler
    case .json: return JSONLogHandler(label: label, logLevel: level)
    }
  }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
