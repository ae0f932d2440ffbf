// What the API server holds for one object, as far as the runtime reads it.
import KubernetesClient

/// An object as a list or a watch brought it: where it is, which version it is, and what it was decoded to.
public struct ServerObject<Object: Sendable>: Sendable {
  /// The namespace and the name.
  public let key: ObjectKey
  /// `metadata.resourceVersion`.
  public let resourceVersion: String
  /// The decoded object, or why there is none.
  public let content: Result<Object, any Error>

  /// An object with its decoded content.
  public init(key: ObjectKey, resourceVersion: String, content: Result<Object, any Error>) {
    self.key = key
    self.resourceVersion = resourceVersion
    self.content = content
  }
}

/// One page of a list.
public struct ObjectPage<Object: Sendable>: Sendable {
  /// The objects of this page, in the server's order.
  public let objects: [ServerObject<Object>]
  /// The version of the whole list, from which a watch continues.
  public let resourceVersion: String
  /// Whether the list is complete with this page.
  public let isLast: Bool

  /// A page of decoded objects.
  public init(objects: [ServerObject<Object>], resourceVersion: String, isLast: Bool) {
    self.objects = objects
    self.resourceVersion = resourceVersion
    self.isLast = isLast
  }
}

/// One event of a watch.
public enum ObjectEvent<Object: Sendable>: Sendable {
  /// An object was created or modified; a store need not tell these apart.
  case changed(ServerObject<Object>)
  /// An object was deleted; it comes in its last state.
  case deleted(ServerObject<Object>)
  /// An object has come to a version that the store has, or had: its content is not read once more.
  case known(ObjectKey, resourceVersion: String)
  /// Nothing changed up to this version.
  case bookmark(resourceVersion: String)
  /// A streaming list is complete: what came before are all objects of this version.
  case initialEventsEnd(resourceVersion: String)

  /// The version up to which everything is known with this event.
  var resourceVersion: ResourceVersion {
    switch self {
    case .changed(let object), .deleted(let object): ResourceVersion(object.resourceVersion)
    case .known(_, let text), .bookmark(let text), .initialEventsEnd(let text): ResourceVersion(text)
    }
  }
}
