/// An answer that is not one of the Kubernetes API.
public struct InvalidResponse: Error, Sendable, Hashable {
  /// The HTTP status code.
  public let code: Int
  /// What was expected, and what came instead.
  public let message: String
  /// The first bytes of the body as printable text; empty where there are none.
  public let excerpt: String
  /// How long the answer asks to wait before the next attempt (`Retry-After`), if it does.
  public let retryAfter: Duration?

  /// An answer that could not be used.
  public init(code: Int, message: String, excerpt: String = "", retryAfter: Duration? = nil) {
    self.code = code
    self.message = message
    self.excerpt = excerpt
    self.retryAfter = retryAfter
  }
}

extension InvalidResponse: CustomStringConvertible {
  /// One text for people.
  public var description: String {
    let text = "unexpected answer with HTTP status \(code): \(message)"
    return excerpt.isEmpty ? text : "\(text); it begins with: \(excerpt)"
  }
}
