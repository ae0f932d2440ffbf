// What a store tells its controller: one object became another.
import KubernetesClient

/// A change of one object, emitted after the store has taken it over.
public struct StoreChange<Object: Sendable>: Sendable {
  /// What happened to the object.
  public enum Kind: Sendable {
    /// It is there for the first time.
    case added(Object)
    /// It has a new version; after a relist, `old` and `new` may be two objects that bore one name.
    case modified(old: Object, new: Object)
    /// It is gone; without an object where none of its versions could be decoded.
    case deleted(Object?)
    /// It has a version that cannot be decoded; the store keeps the last good one.
    case undecodable(UndecodableObject, lastGood: Object?)
  }

  /// The namespace and the name.
  public let key: ObjectKey
  /// What happened to the object.
  public let kind: Kind
  /// Whether this is part of the first list, before anything is known to have changed.
  public let isInitialList: Bool

  /// A change of one object.
  public init(key: ObjectKey, kind: Kind, isInitialList: Bool = false) {
    self.key = key
    self.kind = kind
    self.isInitialList = isInitialList
  }

  /// The last good object before the change.
  public var old: Object? {
    switch kind {
    case .added: nil
    case .modified(let old, _): old
    case .deleted(let last): last
    case .undecodable(_, let lastGood): lastGood
    }
  }

  /// The object after the change; `nil` where it is gone or cannot be decoded.
  public var new: Object? {
    switch kind {
    case .added(let new), .modified(_, let new): new
    case .deleted, .undecodable: nil
    }
  }
}
