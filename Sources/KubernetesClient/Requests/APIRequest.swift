// One request to the API server, before it has a connection, headers or credentials.

import JSONTree
import NIOHTTP1

/// A method, a path with a query, and a body.
struct APIRequest: Sendable {
  /// The form of a request body.
  enum ContentType: String {
    case json = "application/json"
    case apply = "application/apply-patch+yaml"
    case jsonPatch = "application/json-patch+json"
    case mergePatch = "application/merge-patch+json"
  }

  let method: HTTPMethod
  /// Percent-encoded, from the server's root.
  let path: String
  private(set) var query = ""
  private(set) var body: [UInt8]?
  private(set) var contentType: ContentType?
  /// What answers may be, as an `Accept` header.
  var accept = "application/json"

  init(_ method: HTTPMethod, _ path: String) {
    self.method = method
    self.path = path
  }

  /// Adds a query parameter, encoded; none for `nil`.
  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    query += "\(query.isEmpty ? "" : "&")\(name)=\(value.percentEncoded)"
  }

  /// Sets the body.
  mutating func setBody(_ json: JSON, as contentType: ContentType) {
    body = contentType == .apply ? json.serializedForYAML() : json.serialized()
    self.contentType = contentType
  }

  /// Whether the request can change something on the server.
  var isWrite: Bool { method != .GET }

  /// Path and query as they go into a URL.
  var target: String { query.isEmpty ? path : "\(path)?\(query)" }
}
