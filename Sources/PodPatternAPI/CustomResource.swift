/// A kind of object that this project teaches an API server.
public protocol CustomResource: Sendable {
  /// The kind, as manifests state it.
  static var kind: String { get }
  /// The resource's name in URLs.
  static var plural: String { get }
  /// The resource's name where one object is spoken of.
  static var singular: String { get }
}

extension CustomResource {
  /// The API group.
  public static var group: String { "podpattern.dev" }
  /// The version of the API group.
  public static var version: String { "v1alpha1" }
  /// The group and version, as manifests state it.
  public static var apiVersion: String { "\(group)/\(version)" }
}
