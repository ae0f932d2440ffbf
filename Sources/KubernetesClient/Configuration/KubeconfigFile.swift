import JSONTree

/// One kubeconfig file, read but not yet interpreted.
struct KubeconfigFile {
  /// The lists of named entries that a kubeconfig has; each entry holds its content under the raw value's field.
  enum List: String {
    case contexts, clusters, users

    /// The field of an entry that holds its content.
    var field: String {
      switch self {
      case .contexts: "context"
      case .clusters: "cluster"
      case .users: "user"
      }
    }
  }

  let path: String
  private let root: KubeconfigSection

  /// Reads a file; `nil` where there is none.
  init?(readingIfPresent path: String, _ environment: ConfigurationEnvironment) throws(ConfigurationError) {
    let bytes: [UInt8]
    do {
      bytes = try environment.readFile(path)
    } catch {
      if error.isMissing { return nil }
      throw ConfigurationError(source: path, message: error.description)
    }
    self.path = path
    self.root = KubeconfigSection(file: path, path: FieldPath(), members: try Self.members(of: bytes, path: path))
    try checkKind()
  }

  /// The context to use when none is asked for.
  var currentContext: String? {
    get throws(ConfigurationError) { try root.string("current-context") }
  }

  /// The content of the entry of a name; `nil` where the list has none.
  func entry(_ name: String, in list: List) throws(ConfigurationError) -> KubeconfigSection? {
    for (index, element) in (try root.array(list.rawValue) ?? []).enumerated() {
      let entryPath = FieldPath(list.rawValue).appending(index: index)
      let entry = KubeconfigSection(file: path, path: entryPath, members: element.object ?? [:])
      if try entry.string("name") == name { return try entry.section(list.field) }
    }
    return nil
  }

  /// The names in one of the lists.
  func names(in list: List) -> [String] {
    let elements = (try? root.array(list.rawValue)) ?? []
    return elements.compactMap { $0["name"]?.string }
  }

  private static func members(of bytes: [UInt8], path: String) throws(ConfigurationError) -> JSONObject {
    let documents: [JSON]
    do {
      documents = try YAML.parse(bytes)
    } catch {
      // The error's own text can repeat a piece of the file, and with it of a secret.
      throw ConfigurationError(
        source: path, message: "is not valid YAML at line \(error.line), column \(error.column)")
    }
    guard documents.count <= 1 else {
      throw ConfigurationError(source: path, message: "holds several documents; a kubeconfig is one")
    }
    switch documents.first {
    case nil, .null: return [:]
    case .object(let members): return members
    default: throw ConfigurationError(source: path, message: "is no kubeconfig: it must hold a mapping")
    }
  }

  private func checkKind() throws(ConfigurationError) {
    guard let kind = try root.string("kind"), kind != "Config" else { return }
    let problem = Problem(
      path: FieldPath("kind"), kind: .notSupported(value: .string(kind), allowed: ["Config"]))
    throw ConfigurationError(issues: [.init(source: path, problem: problem)])
  }
}
