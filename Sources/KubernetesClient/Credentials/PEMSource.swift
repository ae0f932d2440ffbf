/// Where certificates or a key come from, as PEM.
public enum PEMSource: Sendable, Hashable {
  /// The text itself; it does not change.
  case inline(Secret)
  /// A file that someone else renews; it is read again at most once a minute, and when the server refuses what it held.
  case file(path: String)
}

extension PEMSource {
  /// The text in bytes, read now.
  func bytes(_ readFile: @Sendable (String) throws(FileError) -> [UInt8]) throws(ConfigurationError) -> [UInt8] {
    switch self {
    case .inline(let text): return Array(text.value.utf8)
    case .file(let path):
      do {
        return try readFile(path)
      } catch {
        throw ConfigurationError(source: path, message: error.description)
      }
    }
  }

  /// What messages call it.
  var name: String {
    switch self {
    case .inline: "TLS"
    case .file(let path): path
    }
  }

  var isFile: Bool {
    if case .file = self { true } else { false }
  }
}
