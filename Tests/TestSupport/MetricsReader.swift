import JSONTree
import KubernetesClient

/// A ServiceAccount of a real API server that the metrics are, or are not, shown to.
public struct MetricsReader: Sendable {
  private let client: KubernetesClient
  private let namespace: String
  /// By which the account proves who it is.
  public let token: String

  /// As whom the API server knows the account.
  public var user: String { "system:serviceaccount:\(namespace):scraper" }

  /// Makes the account, which may read nothing yet.
  public init(client: KubernetesClient, namespace: String) async throws {
    (self.client, self.namespace) = (client, namespace)
    let account: JSON = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "scraper"]]
    try await client.create(.serviceAccounts, namespace: namespace, account)
    token = try await client.token(of: ObjectKey(namespace: namespace, name: "scraper"))
  }

  /// Lets the account read `/metrics` while the body runs.
  public func whileAllowed<Outcome>(_ body: () async throws -> Outcome) async throws -> Outcome {
    let name = "metrics-reader-\(namespace)"
    let role: JSON = [
      "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": .string(name)],
      "rules": [["nonResourceURLs": ["/metrics"], "verbs": ["get"]]],
    ]
    let binding: JSON = [
      "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": .string(name)],
      "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(name)],
      "subjects": [["kind": "ServiceAccount", "name": "scraper", "namespace": .string(namespace)]],
    ]
    try await client.create(.clusterRoles, role)
    try await client.create(.clusterRoleBindings, binding)
    // Deleted in any case: they belong to no namespace that would take them along.
    let result: Result<Outcome, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try await client.delete(.clusterRoleBindings, ObjectKey(name: name))
    try await client.delete(.clusterRoles, ObjectKey(name: name))
    return try result.get()
  }
}

extension APIResource {
  fileprivate static let clusterRoles = APIResource(
    group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole", plural: "clusterroles", isNamespaced: false)
  fileprivate static let clusterRoleBindings = APIResource(
    group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRoleBinding", plural: "clusterrolebindings",
    isNamespaced: false)
}
