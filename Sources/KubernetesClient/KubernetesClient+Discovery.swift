// Finding out what the server serves.

import JSONTree

extension KubernetesClient {
  /// The resources of one version of an API group that the server serves, by their plural names; subresources are left
  /// out.
  ///
  /// It needs no right: whoever is authenticated may ask.
  ///
  /// - Returns: an empty set where the server knows no such version.
  public func servedResources(group: String, version: String) async throws(KubernetesError) -> Set<String> {
    let path = try APIResource.path(group: group, version: version)
    let answer: JSON
    do {
      answer = try await send(APIRequest(.GET, path)).object()
    } catch {
      guard error.isNotFound || error.isPageNotFound else { throw error }
      return []
    }
    return Set((answer["resources"]?.array ?? []).compactMap { $0["name"]?.string }.filter { !$0.contains("/") })
  }
}

extension KubernetesError {
  /// Whether the path is none that the server has, for which it answers with a page of plain text.
  fileprivate var isPageNotFound: Bool {
    guard case .invalidResponse(let response) = self else { return false }
    return response.code == 404
  }
}
