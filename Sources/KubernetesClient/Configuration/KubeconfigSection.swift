// One mapping inside a kubeconfig, which knows where it stands, so that every problem names its field.

import JSONTree

/// A mapping of a kubeconfig, with typed access to its fields.
struct KubeconfigSection {
  let file: String
  let path: FieldPath
  let members: JSONObject

  /// A text; `nil` where it is missing, null or empty.
  func string(_ key: String) throws(ConfigurationError) -> String? {
    guard let value = members[key], !value.isNull else { return nil }
    guard let text = value.string else { throw error(key, invalid: value, "must be a string") }
    return text.isEmpty ? nil : text
  }

  /// A truth value; false where it is missing or null.
  func flag(_ key: String) throws(ConfigurationError) -> Bool {
    guard let value = members[key], !value.isNull else { return false }
    guard let flag = value.bool else { throw error(key, invalid: value, "must be true or false") }
    return flag
  }

  /// A list; `nil` where it is missing or null.
  func array(_ key: String) throws(ConfigurationError) -> [JSON]? {
    guard let value = members[key], !value.isNull else { return nil }
    guard let elements = value.array else { throw error(key, invalid: value, "must be a list") }
    return elements
  }

  /// A list of texts; an empty one where it is missing or null. The error of an element names its index.
  func strings(_ key: String) throws(ConfigurationError) -> [String] {
    var texts: [String] = []
    for (index, element) in (try array(key) ?? []).enumerated() {
      guard let text = element.string else {
        throw error(at: path.appending(key).appending(index: index), Self.hidden, "must be a string")
      }
      texts.append(text)
    }
    return texts
  }

  /// A mapping; an empty one where it is missing or null.
  func section(_ key: String) throws(ConfigurationError) -> KubeconfigSection {
    let value = members[key] ?? .null
    guard value.isNull || value.object != nil else { throw error(key, invalid: value, "must be a mapping") }
    return KubeconfigSection(file: file, path: path.appending(key), members: value.object ?? [:])
  }

  /// Whether a field is there with any content.
  func has(_ key: String) -> Bool {
    guard let value = members[key] else { return false }
    return !value.isNull && value != "" && value != .array([]) && value != .object([:])
  }

  /// An error for each field that is none of those given, whatever it holds: a misspelled field must not go unnoticed.
  func unknownFields(otherThan known: Set<String>) -> [ConfigurationError.Issue] {
    members.keys.filter { !known.contains($0) }.sorted().flatMap { key in
      // With a slip in the YAML, a field's value becomes part of its name.
      error(Self.isName(key) ? key : Secret(key).description, .unknown, "").issues
    }
  }

  private static func isName(_ key: String) -> Bool {
    key.utf8.count <= 40
      && key.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// A path in the file, starting from the file's own directory.
  func resolvedPath(_ relative: String) -> String {
    if relative.hasPrefix("/") { return relative }
    guard let slash = file.lastIndex(of: "/") else { return relative }
    return "\(file[...slash])\(relative)"
  }

  /// The error of a value that breaks a rule.
  ///
  /// Values of a kubeconfig are not repeated unless a caller says that this one holds nothing secret.
  func error(_ key: String, invalid value: JSON, _ message: String, shows: Bool = false) -> ConfigurationError {
    error(key, shows ? .invalid(value: value) : Self.hidden, message)
  }

  private static let hidden = Problem.Kind.invalid(value: .string(Secret("").description))

  /// The error of a field.
  func error(_ key: String, _ kind: Problem.Kind, _ message: String) -> ConfigurationError {
    error(at: path.appending(key), kind, message)
  }

  private func error(at path: FieldPath, _ kind: Problem.Kind, _ message: String) -> ConfigurationError {
    ConfigurationError(issues: [.init(source: file, problem: Problem(path: path, kind: kind, message: message))])
  }
}
