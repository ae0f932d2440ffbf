import FoundationEssentials
import JSONTree
import Logging

/// Writes every log line as one JSON object to standard error: `time`, `level`, `logger`, `message`, and the metadata.
struct JSONLogHandler: LogHandler {
  let label: String
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(label: String, logLevel: Logger.Level) {
    self.label = label
    self.logLevel = logLevel
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = metadata.merging(event.metadata ?? [:]) { _, new in new }.mapValues(\.json)
    line["time"] = .string(Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    line["level"] = .string(event.level.rawValue)
    line["logger"] = .string(label)
    line["message"] = .string(event.message.description)
    StandardStreams.writeError(JSON.object(JSONObject(line)).serializedString() + "\n")
  }
}

extension Logger.MetadataValue {
  fileprivate var json: JSON {
    switch self {
    case .string(let text): .string(text)
    case .stringConvertible(let value): .string(value.description)
    case .array(let values): .array(values.map(\.json))
    case .dictionary(let values): .object(JSONObject(values.mapValues(\.json)))
    }
  }
}
