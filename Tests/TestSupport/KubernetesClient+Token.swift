import JSONTree
import KubernetesClient

extension KubernetesClient {
  /// A new token of a service account, which outlasts every test.
  public func token(of account: ObjectKey) async throws -> String {
    let request = try await create(
      .serviceAccounts, account, subresource: "token",
      ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["expirationSeconds": 36_000]])
    guard let token = request["status", "token"]?.string else {
      throw TestSupportError(description: "the API server has given no token of \(account)")
    }
    return token
  }
}
