import JSONTree

/// What names one object among all of its resource: its namespace, if it has one, and its name.
public struct ObjectKey: Sendable, Hashable {
  /// The namespace; `nil` for an object of a resource without namespaces.
  public let namespace: String?
  /// The name.
  public let name: String

  /// The key of a name.
  public init(namespace: String? = nil, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// The key in an object's metadata; `nil` where it has no name.
  public init?(of object: JSON) {
    guard let name = object["metadata"]?["name"]?.string, !name.isEmpty else { return nil }
    self.init(namespace: object["metadata"]?["namespace"]?.string, name: name)
  }
}

extension ObjectKey: CustomStringConvertible {
  /// `namespace/name`, or the name alone.
  public var description: String { namespace.map { "\($0)/\(name)" } ?? name }
}

extension ObjectKey: Comparable {
  /// By namespace, those without one first, then by name.
  public static func < (first: ObjectKey, second: ObjectKey) -> Bool {
    (first.namespace ?? "", first.name) < (second.namespace ?? "", second.name)
  }
}
