/// The server's own account of why a request failed: `meta/v1.Status`.
public struct Status: Error, Sendable, Hashable {
  /// The HTTP status code.
  public var code: Int
  /// The machine-readable reason in CamelCase, such as `NotFound`; empty where the server gave none.
  public var reason: String
  /// The text for people.
  public var message: String
  /// What the failure is about.
  public var details: Details
  /// How long the server asks to wait before the next attempt, from `details.retryAfterSeconds` or `Retry-After`.
  public var retryAfter: Duration?

  /// What a failure is about: `meta/v1.StatusDetails`.
  public struct Details: Sendable, Hashable {
    /// The name of the object.
    public var name: String?
    /// The API group of the object.
    public var group: String?
    /// The kind, or the plural resource name, of the object.
    public var kind: String?
    /// The UID of the object.
    public var uid: String?
    /// Each single failure, by field.
    public var causes: [Cause]

    /// Details with whatever is known.
    public init(
      name: String? = nil, group: String? = nil, kind: String? = nil, uid: String? = nil, causes: [Cause] = []
    ) {
      self.name = name
      self.group = group
      self.kind = kind
      self.uid = uid
      self.causes = causes
    }
  }

  /// One of several failures in one request: `meta/v1.StatusCause`.
  public struct Cause: Sendable, Hashable {
    /// The machine-readable reason in CamelCase, such as `FieldValueInvalid`.
    public var reason: String
    /// The text for people.
    public var message: String
    /// The field, such as `spec.replicas`; empty where the failure is not about one.
    public var field: String

    /// A cause in the server's words.
    public init(reason: String, message: String, field: String) {
      self.reason = reason
      self.message = message
      self.field = field
    }
  }

  /// A status in the server's words.
  public init(
    code: Int, reason: String, message: String, details: Details = Details(), retryAfter: Duration? = nil
  ) {
    self.code = code
    self.reason = reason
    self.message = message
    self.details = details
    self.retryAfter = retryAfter
  }
}

extension Status {
  /// Whether the object, or the whole resource, does not exist.
  public var isNotFound: Bool { code == 404 }

  /// Whether the object was changed by someone else, fields are owned by someone else, or a precondition does not hold.
  public var isConflict: Bool { code == 409 && !isAlreadyExists }

  /// Whether an object of this name exists already.
  public var isAlreadyExists: Bool { reason == "AlreadyExists" }

  /// Whether the resource version or continue token is too old: list again.
  public var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }

  /// Whether the server refused the object's content.
  public var isInvalid: Bool { code == 422 || reason == "Invalid" }

  /// Whether the caller lacks the right.
  public var isForbidden: Bool { code == 403 }

  /// Whether the server did not accept the caller's credentials.
  public var isUnauthorized: Bool { code == 401 }

  /// Whether the same request may succeed later without anyone changing anything.
  public var isRetryable: Bool { Self.isRetryable(code: code) }

  /// 429 and the 5xx codes other than "not implemented" and "not supported".
  static func isRetryable(code: Int) -> Bool { code == 429 || (500..<600 ~= code && code != 501 && code != 505) }
}

extension Status: CustomStringConvertible {
  /// The reason, the code and the server's message in one text.
  public var description: String {
    let title = reason.isEmpty ? "HTTP status \(code)" : "\(reason) (\(code))"
    return message.isEmpty ? title : "\(title): \(message)"
  }
}
