/// How recent a list has to be (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions).
public enum ResourceVersionMatch: Sendable, Hashable {
  /// As recent as possible: the server asks its storage.
  case mostRecent
  /// Whatever the server has at hand; the cheapest, but it may be older than what was seen before.
  case any
  /// At least as recent as a version seen before; a server with a cache answers from it.
  case notOlderThan(String)
  /// Exactly the state of a version.
  case exact(String)

  /// The query parameters that say so.
  var parameters: (resourceVersion: String?, match: String?) {
    switch self {
    case .mostRecent: (nil, nil)
    case .any: ("0", nil)
    case .notOlderThan(let version): (version, "NotOlderThan")
    case .exact(let version): (version, "Exact")
    }
  }
}
