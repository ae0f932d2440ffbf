import FoundationEssentials
import JSONTree
import TestSupport

/// The manifests of `deploy/`.
enum DeployedManifests {
  /// The documents of a file, which is named without its extension.
  static func read(_ file: String) throws -> [JSON] {
    try YAML.parse([UInt8](Data(contentsOf: URL(filePath: Repository.path("deploy/\(file).yaml")))))
  }
}

/// What `deploy/` grants.
enum GrantedRights {
  /// The rights in files, each as `verb resource.group/subresource`.
  static func read(_ files: [String]) throws -> Set<String> {
    let rules = try files.flatMap(DeployedManifests.read).flatMap { $0["rules"]?.array ?? [] }
    return Set(
      rules.flatMap { rule in
        texts(rule["apiGroups"]).flatMap { group in
          texts(rule["resources"]).flatMap { resource in
            texts(rule["verbs"]).map { "\($0) \(resource)\(group.isEmpty ? "" : ".\(group)")" }
          }
        }
      })
  }

  private static func texts(_ list: JSON?) -> [String] { list?.array?.compactMap(\.string) ?? [] }
}
