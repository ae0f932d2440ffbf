import JSONTree

/// Everything a call to the API server can end with, other than its result.
public enum KubernetesError: Error, Sendable, Hashable {
  /// The server answered, and said why it did not do what was asked.
  case status(Status)
  /// The server could not be asked, or its answer did not arrive.
  case transport(TransportError)
  /// What answered does not speak the Kubernetes API: a page of a proxy, a truncated body, an answer over the limit.
  case invalidResponse(InvalidResponse)
  /// The client's own configuration is wrong; trying again does not help.
  case configuration(ConfigurationError)
  /// The request cannot be written down, and was not sent; a name that would lead to another object, for example.
  case invalidRequest(Problem)
  /// The request would have written while the client's `writePermission` said no; it was not carried out.
  case writeNotPermitted
  /// The calling task was cancelled, or the client shut down, before the answer arrived.
  case cancelled
}

extension KubernetesError {
  /// What the server said, if it was the server who refused.
  public var status: Status? {
    if case .status(let status) = self { status } else { nil }
  }

  /// Whether the server says that the object does not exist. A page with code 404 from a proxy does not count.
  public var isNotFound: Bool { status?.isNotFound ?? false }

  /// Whether the object was changed by someone else, fields are owned by someone else, or a precondition does not hold.
  public var isConflict: Bool { status?.isConflict ?? false }

  /// Whether an object of this name exists already.
  public var isAlreadyExists: Bool { status?.isAlreadyExists ?? false }

  /// Whether the resource version or continue token is too old: list again.
  public var isExpired: Bool { status?.isExpired ?? false }

  /// Whether the server refused the object's content.
  public var isInvalid: Bool { status?.isInvalid ?? false }

  /// Whether a streaming list ended with this error because the server has none: list and watch instead.
  ///
  /// A server without the feature `WatchList` refuses the parameters as invalid, whatever its version.
  public var isStreamingListRefused: Bool { isInvalid }

  /// Whether the caller lacks the right.
  public var isForbidden: Bool { status?.isForbidden ?? false }

  /// The fields that other managers own, where an apply was refused for them.
  public var conflicts: [FieldConflict] { status?.conflicts ?? [] }

  /// Whether the same request may succeed later without anyone changing anything.
  public var isRetryable: Bool {
    switch self {
    case .status(let status): status.isRetryable
    case .transport, .writeNotPermitted: true
    case .invalidResponse(let response): Status.isRetryable(code: response.code) || 200..<300 ~= response.code
    case .configuration, .invalidRequest, .cancelled: false
    }
  }

  /// Whether the answer is none of the API, with such a code.
  func isPage(code isExpected: (Int) -> Bool) -> Bool {
    guard case .invalidResponse(let response) = self else { return false }
    return isExpected(response.code)
  }

  /// How long the server asks to wait before the next attempt, if it does.
  public var retryAfter: Duration? {
    switch self {
    case .status(let status): status.retryAfter
    case .invalidResponse(let response): response.retryAfter
    default: nil
    }
  }
}

extension KubernetesError: CustomStringConvertible {
  /// One text for people; it never holds credentials.
  public var description: String {
    switch self {
    case .status(let status): status.description
    case .transport(let error): error.description
    case .invalidResponse(let response): response.description
    case .configuration(let error): error.description
    case .invalidRequest(let problem): "the request was not sent: \(problem)"
    case .writeNotPermitted: "the write was not sent: this client may not write at the moment"
    case .cancelled: "the request was cancelled"
    }
  }
}
