import FoundationEssentials
import JSONTree
import KubernetesClient
import TestSupport

/// One of several operators that stand by for each other, with a user of its own, so that the audit log tells who wrote.
struct Replica: Sendable {
  let user: String
  let kubeconfig: String
  let namespace: String

  /// Makes the user, and a kubeconfig that leads to the server or to a proxy in front of it.
  static func make(
    _ name: String, _ namespace: OperatedNamespace, server: ServerAddress, in directory: TemporaryDirectory
  ) async throws -> Replica {
    let account = ObjectKey(namespace: namespace.name, name: name)
    try await namespace.admin.create(
      .serviceAccounts, namespace: namespace.name,
      ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": .string(name)]])
    try await namespace.admin.create(
      Self.roleBindings, namespace: namespace.name,
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": .string(name)],
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"],
        "subjects": [["kind": "ServiceAccount", "name": .string(name), "namespace": .string(namespace.name)]],
      ])
    let token = try await namespace.admin.create(
      .serviceAccounts, account, subresource: "token",
      ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["expirationSeconds": 3600]])
    let path = "\(directory.path)/\(name).kubeconfig"
    try TemporaryDirectory.write(
      kubeconfig(server, token: token["status", "token"]?.string ?? "").serializedString(), to: path)
    return Replica(
      user: "system:serviceaccount:\(namespace.name):\(name)", kubeconfig: path, namespace: namespace.name)
  }

  /// Runs the operator while the body runs; its lease is short.
  func run<Result: Sendable>(
    _ body: @escaping @Sendable (RunningProgram) async throws -> Result
  ) async throws -> Result {
    try await OperatorProgram.with(
      namespace: namespace, kubeconfig: kubeconfig,
      options: [
        "--leader-elect", "--leader-election-namespace", namespace, "--leader-election-id", "faults",
        "--leader-election-lease-duration", "8s", "--leader-election-renew-deadline", "6s",
        "--leader-election-retry-period", "1s", "--log-format", "json",
      ], body
    ).result
  }

  private static func kubeconfig(_ server: ServerAddress, token: String) throws -> JSON {
    var cluster: JSON = ["server": .string("\(server)")]
    if case .inline(let authorities) = try TestServer.configuration().tls.certificateAuthorities {
      cluster["certificate-authority-data"] = .string(Data(authorities.value.utf8).base64EncodedString())
    }
    return [
      "apiVersion": "v1", "kind": "Config", "current-context": "c",
      "clusters": [["name": "c", "cluster": cluster]],
      "users": [["name": "u", "user": ["token": .string(token)]]],
      "contexts": [["name": "c", "context": ["cluster": "c", "user": "u"]]],
    ]
  }

  private static let roleBindings = APIResource(
    group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding", plural: "rolebindings")
}
