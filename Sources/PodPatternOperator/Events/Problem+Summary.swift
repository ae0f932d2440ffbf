import JSONTree

extension Problem {
  /// The problem without the value, which may be a secret that somebody has written into a PodPattern: more people may read
  /// events than PodPatterns.
  var summary: String {
    [path.description, rule, message].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private var rule: String {
    switch kind {
    case .required: "Required value"
    case .invalid: message.isEmpty ? "Invalid value" : ""
    case .notSupported(_, let allowed): "supported values: " + allowed.joined(separator: ", ")
    case .forbidden: "Forbidden"
    case .unknown: "Unknown field"
    case .duplicate: "Duplicate value"
    case .tooLong(let max): "may not be longer than \(max)"
    }
  }
}
