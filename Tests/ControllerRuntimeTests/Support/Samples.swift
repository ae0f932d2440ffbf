import ControllerRuntime
import KubernetesClient

extension ObjectKey {
  init(_ name: String) { self.init(namespace: "default", name: name) }
}

extension ServerObject<String> {
  /// An object whose decoded content is a text; its name and version unless given.
  init(_ name: String, _ version: Int, content: String? = nil) {
    self.init(
      key: ObjectKey(name), resourceVersion: "\(version)", content: .success(content ?? "\(name)@\(version)"))
  }

  /// An object that cannot be decoded.
  static func undecodable(_ name: String, _ version: Int) -> Self {
    Self(key: ObjectKey(name), resourceVersion: "\(version)", content: .failure(SampleError("no spec")))
  }
}

struct SampleError: Error, Hashable, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension KubernetesError {
  static let expired = status(Status(code: 410, reason: "Expired", message: "too old resource version: 1 (2)"))
  static let notFound = status(Status(code: 404, reason: "NotFound", message: "the server could not find the resource"))
  static let forbidden = status(Status(code: 403, reason: "Forbidden", message: "widgets is forbidden"))
  static let versionTooLarge = status(
    Status(
      code: 504, reason: "Timeout", message: "Timeout: too large",
      details: .init(causes: [.init(reason: "ResourceVersionTooLarge", message: "Too large", field: "")])))
  static let conflict = status(Status(code: 409, reason: "Conflict", message: "the object has been modified"))
  static let alreadyExists = status(Status(code: 409, reason: "AlreadyExists", message: "the object exists already"))
  static let notStreamed = status(
    Status(code: 422, reason: "Invalid", message: "sendInitialEvents: Forbidden: sendInitialEvents is forbidden"))
  static let stalled = transport(TransportError(.stalled, "nothing was received for 70 s"))
  static let closed = transport(TransportError(.closed, "connection reset"))

  static func tooManyRequests(retryAfter: Duration) -> Self {
    .status(Status(code: 429, reason: "TooManyRequests", message: "slow down", retryAfter: retryAfter))
  }
}

extension StoreChange<String> {
  /// The change in a short notation.
  var summary: String {
    switch kind {
    case .added(let new): "+\(new)"
    case .modified(let old, let new): "\(old)→\(new)"
    case .deleted(let last): "-\(last ?? "?")"
    case .undecodable(let problem, let lastGood): "!\(problem.key.name)@\(problem.resourceVersion)(\(lastGood ?? "?"))"
    }
  }
}
