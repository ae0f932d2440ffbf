import KubernetesClient
import Synchronization

/// Where the API server serves the kinds that PodPatterns extend; each is asked for once.
final class TargetResources: Sendable {
  private let client: KubernetesClient
  private let known = Mutex<[String: APIResource]>([:])

  init(client: KubernetesClient) { self.client = client }

  /// The resource of a kind; `nil` where the server does not know it, or its objects are in no namespace.
  func resource(apiVersion: String, kind: String) async throws(KubernetesError) -> APIResource? {
    let name = "\(apiVersion)/\(kind)"
    if let resource = known.withLock({ $0[name] }) { return resource }
    guard let resource = try await client.resource(apiVersion: apiVersion, kind: kind), resource.isNamespaced else {
      return nil
    }
    known.withLock { $0[name] = resource }
    return resource
  }
}
