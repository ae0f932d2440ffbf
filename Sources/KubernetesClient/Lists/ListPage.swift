import JSONTree

/// One page of a list.
public struct ListPage: Sendable, Hashable {
  /// The objects, each with the `apiVersion` and `kind` that a list's items lack on the wire.
  public let items: [JSON]
  /// The state of the server that the whole list shows, from which a watch can go on; empty for objects that the server
  /// computes and does not store.
  public let resourceVersion: String
  /// What asks for the next page; `nil` on the last.
  public let continueToken: String?

  /// A page from its parts.
  public init(items: [JSON], resourceVersion: String, continueToken: String? = nil) {
    self.items = items
    self.resourceVersion = resourceVersion
    self.continueToken = continueToken
  }

  /// Whether no page follows.
  public var isLast: Bool { continueToken == nil }
}

extension ListPage {
  /// Reads a page.
  ///
  /// - Parameter filter: which parts of each item are kept.
  /// - Throws: ``KubernetesError/invalidResponse(_:)`` where the answer is no list.
  init(
    _ response: APIResponse, of resource: APIResource, keeping filter: JSONFilter = .everything
  ) throws(KubernetesError) {
    let list = try response.object(keeping: JSONFilter(member: "items", filter))
    guard let metadata = list["metadata"], metadata.object != nil,
      let resourceVersion = (metadata["resourceVersion"] ?? "").string
    else {
      throw response.invalid("expected a list of \(resource) with metadata")
    }
    guard let items = list["items"], let elements = items.isNull ? [] : items.array else {
      throw response.invalid("expected a list of \(resource) with items")
    }
    self.init(
      items: elements.map { Self.complete($0, resource) },
      resourceVersion: resourceVersion,
      continueToken: metadata["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 })
  }

  private static func complete(_ item: JSON, _ resource: APIResource) -> JSON {
    guard case .object(var members) = item else { return item }
    members["apiVersion"] = members["apiVersion"] ?? .string(resource.apiVersion)
    members["kind"] = members["kind"] ?? .string(resource.kind)
    return .object(members)
  }
}
