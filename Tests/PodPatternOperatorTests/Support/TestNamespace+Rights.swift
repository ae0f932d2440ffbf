import JSONTree
import KubernetesClient
import TestSupport

/// What somebody may do in a test's namespace.
struct Rights: Sendable {
  let group: String
  let resources: [String]
  let verbs: [String]

  /// What extending objects of a kind takes.
  static func extending(_ resource: APIResource) -> Rights {
    Rights(group: resource.group, resources: [resource.plural], verbs: ["get", "list", "watch", "patch"])
  }

  fileprivate var rule: JSON {
    [
      "apiGroups": [.string(group)], "resources": .array(resources.map(JSON.string)),
      "verbs": .array(verbs.map(JSON.string)),
    ]
  }
}

extension TestNamespace {
  private static let group = "rbac.authorization.k8s.io"

  /// Gives the operator's account rights in this namespace alone.
  func grantOperator(_ rights: Rights...) async throws {
    try await grant(rights, toAccount: "podpattern", of: "podpattern-system")
  }

  /// Gives a service account of this namespace rights in it, in place of those that it had by this.
  func grant(_ rights: [Rights], to account: String) async throws {
    try await grant(rights, toAccount: account, of: name)
  }

  private func grant(_ rights: [Rights], toAccount account: String, of namespace: String) async throws {
    let subject: JSON = ["kind": "ServiceAccount", "name": .string(account), "namespace": .string(namespace)]
    let role: JSON = ["rules": .array(rights.map(\.rule))]
    let binding: JSON = [
      "roleRef": ["apiGroup": .string(Self.group), "kind": "Role", "name": .string(account)], "subjects": [subject],
    ]
    for (kind, content) in [("Role", role), ("RoleBinding", binding)] {
      var object = content
      object["apiVersion"] = .string("\(Self.group)/v1")
      object["kind"] = .string(kind)
      object["metadata"] = ["name": .string(account)]
      try await apply(
        object, to: APIResource(group: Self.group, version: "v1", kind: kind, plural: "\(kind.lowercased())s"))
    }
  }
}
