// Reading: one object, lists, the server's version, and paths outside the resource model.

import JSONTree
import NIOCore

extension KubernetesClient {
  /// Reads one object.
  ///
  /// - Throws: ``KubernetesError`` with `isNotFound` where there is none.
  public func get(
    _ resource: APIResource, _ key: ObjectKey, subresource: String? = nil
  ) async throws(KubernetesError) -> JSON {
    let path = try resource.path(namespace: key.namespace, name: key.name, subresource: subresource)
    return try await send(APIRequest(.GET, path)).object()
  }

  /// Reads all objects of a resource, page by page.
  ///
  /// - Parameters:
  ///   - namespace: the namespace; `nil` for all of them.
  ///   - labelSelector: the labels that objects must have, such as `app=web,tier!=cache`.
  ///   - fieldSelector: the fields that objects must have, such as `metadata.name=web`.
  ///   - pageSize: how many objects a page has at most; a server that answers from its cache may send all at once.
  ///   - match: how recent the list has to be.
  ///   - filter: which parts of each object are kept; the others cost no memory.
  /// - Returns: the pages; nothing is sent until the first is asked for. See ``ListPages`` for the errors.
  public func list(
    _ resource: APIResource, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
    pageSize: Int = 500, match: ResourceVersionMatch = .mostRecent, keeping filter: JSONFilter = .everything
  ) -> ListPages {
    ListPages { continueToken throws(KubernetesError) in
      var request = APIRequest(.GET, try resource.path(namespace: namespace))
      request.add("labelSelector", labelSelector)
      request.add("fieldSelector", fieldSelector)
      request.add("limit", String(pageSize))
      if let continueToken {
        request.add("continue", continueToken)
      } else {
        request.add("resourceVersion", match.parameters.resourceVersion)
        request.add("resourceVersionMatch", match.parameters.match)
      }
      return try ListPage(try await self.send(request), of: resource, keeping: filter)
    }
  }

  /// Asks the server for its version.
  public func serverVersion() async throws(KubernetesError) -> ServerVersion {
    let response = try await send(APIRequest(.GET, "/version"))
    guard let version = ServerVersion(try response.object()) else { throw response.invalid("expected a version") }
    knownServerVersion.note(version)
    return version
  }

  /// Reads whatever a path holds, such as `/metrics` or `/readyz?verbose`.
  ///
  /// - Parameter path: the path from the server's root, with a query if there is one, percent-encoded.
  /// - Throws: ``KubernetesError/invalidRequest(_:)`` for a text that is no such path.
  public func raw(path: String) async throws(KubernetesError) -> [UInt8] {
    guard path.hasPrefix("/"), path.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") }) else {
      throw .invalidRequest(
        Problem(
          path: FieldPath("path"), kind: .invalid(value: .string(path)),
          message: "must begin with '/' and be percent-encoded"))
    }
    var request = APIRequest(.GET, path)
    request.accept = "*/*"
    return Array(try await send(request).body.readableBytesView)
  }
}
