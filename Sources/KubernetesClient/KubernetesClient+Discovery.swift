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
    Set(try await resources(group: group, version: version).map(\.plural))
  }

  /// The resource whose objects are of a kind.
  ///
  /// It needs no right: whoever is authenticated may ask.
  ///
  /// - Parameter apiVersion: group and version, as objects state them.
  /// - Returns: `nil` where the server knows no such kind.
  public func resource(apiVersion: String, kind: String) async throws(KubernetesError) -> APIResource? {
    let parts = apiVersion.split(separator: "/", maxSplits: 1).map(String.init)
    let (group, version) = parts.count == 2 ? (parts[0], parts[1]) : ("", apiVersion)
    return try await resources(group: group, version: version).first { $0.kind == kind }
  }

  private func resources(group: String, version: String) async throws(KubernetesError) -> [APIResource] {
    let path = try APIResource.path(group: group, version: version)
    let answer: JSON
    do {
      answer = try await send(APIRequest(.GET, path)).object()
    } catch {
      // A path that the server does not have is answered with a page of plain text.
      guard error.isNotFound || error.isPage(code: { $0 == 404 }) else { throw error }
      return []
    }
    return (answer["resources"]?.array ?? []).compactMap { resource in
      guard let plural = resource["name"]?.string, !plural.contains("/"), let kind = resource["kind"]?.string else {
        return nil
      }
      return APIResource(
        group: group, version: version, kind: kind, plural: plural, isNamespaced: resource["namespaced"] == true)
    }
  }
}
