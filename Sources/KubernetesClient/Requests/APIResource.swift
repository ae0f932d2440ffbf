import JSONTree

/// One kind of object that the API server serves, and where.
public struct APIResource: Sendable, Hashable {
  /// The API group; empty for the core group.
  public let group: String
  /// The version, such as `v1`.
  public let version: String
  /// The kind, such as `Deployment`.
  public let kind: String
  /// The name in paths, such as `deployments`.
  public let plural: String
  /// Whether each object is in a namespace.
  public let isNamespaced: Bool

  /// A resource of any API group, custom resources included.
  public init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool = true) {
    self.group = group
    self.version = version
    self.kind = kind
    self.plural = plural
    self.isNamespaced = isNamespaced
  }

  /// Group and version as in an object's `apiVersion`.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}

extension APIResource: CustomStringConvertible {
  /// The name as kubectl accepts it: `deployments.apps`.
  public var description: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

extension APIResource {
  /// The path of one object, or of all of them, from the server's root; percent-encoded.
  ///
  /// - Parameters:
  ///   - namespace: the namespace; `nil` for objects without one, or for the objects of all namespaces.
  ///   - name: the object's name; `nil` for all objects.
  ///   - subresource: a part of the object with a path of its own, such as `status`.
  /// - Throws: ``KubernetesError/invalidRequest(_:)`` for a name that could lead to another path: the server decodes
  ///   `%2F` before it reads the path, so such names cannot be made safe by encoding, and no object can have them.
  public func path(
    namespace: String? = nil, name: String? = nil, subresource: String? = nil
  ) throws(KubernetesError) -> String {
    var path = try Self.path(group: group, version: version)
    if let namespace {
      guard isNamespaced else {
        throw .invalidRequest(
          Problem(path: Self.namespacePath, kind: .forbidden, message: "\(self) have no namespace"))
      }
      path += "/namespaces/\(try Self.segment(namespace, of: Self.namespacePath))"
    } else if isNamespaced, name != nil {
      throw .invalidRequest(
        Problem(path: Self.namespacePath, kind: .required, message: "each of \(self) is in a namespace"))
    }
    path += "/\(try Self.segment(plural, of: FieldPath("resource")))"
    if let name { path += "/\(try Self.segment(name, of: FieldPath("metadata", "name")))" }
    for part in subresource?.split(separator: "/", omittingEmptySubsequences: false) ?? [] {
      path += "/\(try Self.segment(String(part), of: FieldPath("subresource")))"
    }
    return path
  }

  /// The path of one version of an API group.
  static func path(group: String, version: String) throws(KubernetesError) -> String {
    let root = group.isEmpty ? "/api" : "/apis/\(try segment(group, of: FieldPath("group")))"
    return "\(root)/\(try segment(version, of: FieldPath("version")))"
  }

  private static let namespacePath = FieldPath("metadata", "namespace")

  /// The rules of apimachinery's `IsValidPathSegmentName`, and that there is a name at all. Bytes are compared, not
  /// characters: a slash with an accent is one character, and still a slash to the server.
  private static func segment(_ name: String, of path: FieldPath) throws(KubernetesError) -> String {
    guard !name.isEmpty else { throw .invalidRequest(Problem(path: path, kind: .required)) }
    guard name != ".", name != "..", !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") })
    else {
      throw .invalidRequest(
        Problem(
          path: path, kind: .invalid(value: .string(name)), message: "may not be '.' or '..' or contain '/' or '%'"))
    }
    return name.percentEncoded
  }
}
