// Lists and watches on a real API server.
import JSONTree
import KubernetesClient

/// Lists and watches a resource through a ``KubernetesClient/KubernetesClient``, and decodes each object by itself.
///
/// - Expected flow: make one for each resource, with a `decode` that keeps only what reconciling needs, and hand it to a
///   ``Reflector``.
/// - Guarantees: an object that `decode` refuses becomes a failed ``ServerObject/content`` and hinders no other. A version
///   that the watch brings and the store has already, as from the answer to a write, is not read.
/// - Assumptions: `decode` is pure.
/// - Errors: see ``ListWatcher``.
public struct KubernetesListWatcher<Object: Sendable>: ListWatcher {
  private let client: KubernetesClient
  private let resource: APIResource
  private let namespace: String?
  private let labelSelector: String?
  private let filter: JSONFilter
  private let decode: @Sendable (JSON) throws -> Object

  /// Follows the objects of a resource.
  ///
  /// - Parameters:
  ///   - client: The client to ask.
  ///   - resource: What to follow.
  ///   - namespace: The namespace to follow it in; `nil` for all.
  ///   - labelSelector: Restricts the objects, as in `kubectl get --selector`; `nil` for all.
  ///   - filter: Which parts of each object `decode` gets; the others cost no memory.
  ///   - decode: Makes the object that the store keeps.
  public init(
    client: KubernetesClient, resource: APIResource, namespace: String? = nil, labelSelector: String? = nil,
    keeping filter: JSONFilter = .everything, decode: @escaping @Sendable (JSON) throws -> Object
  ) {
    self.client = client
    self.resource = resource
    self.namespace = namespace
    self.labelSelector = labelSelector
    self.filter = filter
    self.decode = decode
  }

  /// Plural and group, as kubectl accepts them.
  public var resourceName: String { "\(resource)" }

  /// Lists with the server's newest state.
  public func list(pageSize: Int?, deliver: @Sendable (ObjectPage<Object>) async -> Void) async throws {
    // A limit of 0 is none.
    let pages = client.list(
      resource, namespace: namespace, labelSelector: labelSelector, pageSize: pageSize ?? 0, keeping: filter)
    for try await page in pages {
      let objects = page.items.map { ServerObject($0, decode: decode) }
      await deliver(ObjectPage(objects: objects, resourceVersion: page.resourceVersion, isLast: page.isLast))
    }
  }

  /// Streams what the server has, where its feature `WatchList` is on.
  public func streamingList(
    notOlderThan resourceVersion: String?, timeoutSeconds: Int,
    isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<Object>) async -> Void
  ) async throws {
    let events = client.streamingList(
      resource, namespace: namespace, labelSelector: labelSelector, notOlderThan: resourceVersion,
      timeoutSeconds: timeoutSeconds, keeping: filter)
    for try await event in events.markingKnown(isKnown) {
      await deliver(ObjectEvent(event, decode: decode))
    }
  }

  /// Watches with bookmarks; the client notices a silent connection.
  public func watch(
    from resourceVersion: String, timeoutSeconds: Int, isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<Object>) async -> Void
  ) async throws {
    let events = client.watch(
      resource, namespace: namespace, labelSelector: labelSelector, from: resourceVersion,
      timeoutSeconds: timeoutSeconds, keeping: filter)
    for try await event in events.markingKnown(isKnown) {
      await deliver(ObjectEvent(event, decode: decode))
    }
  }
}

extension ServerObject {
  /// Decodes an object; one without a name is undecodable, and stands under the empty name.
  init(_ json: JSON, decode: (JSON) throws -> Object) {
    let key = ObjectKey(of: json)
    let content = Result { () throws -> Object in
      guard key != nil else { throw Problem(path: FieldPath("metadata", "name"), kind: .required) }
      return try decode(json)
    }
    self.init(
      key: key ?? ObjectKey(namespace: json["metadata", "namespace"]?.string, name: ""),
      resourceVersion: json["metadata", "resourceVersion"]?.string ?? "", content: content)
  }
}

extension ObjectEvent {
  /// Decodes an event of the client.
  init(_ event: WatchEvent, decode: (JSON) throws -> Object) {
    self =
      switch event {
      case .added(let json), .modified(let json): .changed(ServerObject(json, decode: decode))
      case .known(let key, let resourceVersion): .known(key, resourceVersion: resourceVersion)
      case .deleted(let json): .deleted(ServerObject(json, decode: decode))
      case .bookmark(let resourceVersion): .bookmark(resourceVersion: resourceVersion)
      case .initialEventsEnd(let resourceVersion): .initialEventsEnd(resourceVersion: resourceVersion)
      }
  }
}
