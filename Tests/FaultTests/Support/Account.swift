import JSONTree
import KubernetesClient
import TestSupport

/// A service account with every right in its namespace, so that the audit log tells who wrote.
struct Account: Sendable {
  let user: String
  let token: String
  private let key: ObjectKey
  private let admin: KubernetesClient

  static func make(_ name: String, in namespace: String, _ admin: KubernetesClient) async throws -> Account {
    let key = ObjectKey(namespace: namespace, name: name)
    try await admin.create(
      .serviceAccounts, namespace: namespace,
      ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": .string(name)]])
    let account = Account(
      user: "system:serviceaccount:\(namespace):\(name)", token: try await admin.token(of: key), key: key, admin: admin)
    try await account.grantRights()
    return account
  }

  /// Gives it all rights in its namespace.
  func grantRights() async throws {
    try await admin.create(
      Self.roleBindings, namespace: key.namespace,
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": .string(key.name)],
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"],
        "subjects": [
          ["kind": "ServiceAccount", "name": .string(key.name), "namespace": .string(key.namespace ?? "")]
        ],
      ])
  }

  /// Takes its rights away.
  func revokeRights() async throws { try await admin.delete(Self.roleBindings, key) }

  /// The account's way to the server that an administrator has this way to.
  func configuration(_ server: ClientConfiguration) -> ClientConfiguration {
    var configuration = server
    configuration.tls.clientCertificate = nil
    configuration.credentials = .token(Secret(token))
    return configuration
  }

  private static let roleBindings = APIResource(
    group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding", plural: "rolebindings")
}
