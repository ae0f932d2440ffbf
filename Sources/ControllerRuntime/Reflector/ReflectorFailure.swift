// Why a list or a watch did not do, as far as it decides what a reflector does next.
import KubernetesClient

/// A failed list or watch.
struct ReflectorFailure: Sendable, Hashable {
  /// What has to be done about it.
  enum Kind: Sendable, Hashable {
    /// The version is too old for the server: list anew.
    case expired
    /// The resource is not served, or no longer: its objects are gone when it comes back.
    case notFound
    /// A list asked for a version that the server has never reached, since it was restored from a backup: list anew,
    /// believing it. To a watch from such a version servers do not say so: it is silent.
    case versionTooLarge
    /// A watch was silent for so long that its connection is taken for dead: resume it at once; list, if that one is
    /// silent, too.
    case stalled
    /// There are no streaming lists here: list in pages.
    case notStreamed
    /// Anything else: the same again, after a pause.
    case other
  }

  let kind: Kind
  /// What is the same when the failure is repeated.
  let reason: String
  /// The whole text for people.
  let message: String
  /// The pause that the server asked for, as far as it is granted.
  let requestedPause: Duration?

  static let cutList = ReflectorFailure(reason: "the list ended before its last page")
  static let staleList = ReflectorFailure(reason: "the list is older than what was seen before")
  static let watchEndedAtOnce = ReflectorFailure(reason: "the watch ended as soon as it had begun")

  private init(reason: String) {
    self.kind = .other
    self.reason = reason
    self.message = reason
    self.requestedPause = nil
  }

  /// Reads what a request threw.
  init(_ error: any Error) {
    let error = error as? KubernetesError ?? .transport(TransportError(.closed, "\(error)"))
    kind = Kind(error)
    message =
      kind == .notFound
      ? "the API server does not serve this resource; is its definition installed? \(error)" : "\(error)"
    reason = error.reason
    requestedPause = error.requestedPause
  }
}

extension ReflectorFailure.Kind {
  fileprivate init(_ error: KubernetesError) {
    if error.isExpired {
      self = .expired
    } else if error.isNotFound || error.isPageNotFound {
      self = .notFound
    } else if let status = error.status, status.isResourceVersionTooLarge {
      self = .versionTooLarge
    } else if case .transport(let error) = error, error.kind == .stalled {
      self = .stalled
    } else if error.isStreamingListRefused {
      self = .notStreamed
    } else {
      self = .other
    }
  }
}

extension KubernetesError {
  /// What is not served is answered with a page of plain text, not with a `Status`.
  fileprivate var isPageNotFound: Bool {
    if case .invalidResponse(let response) = self { response.code == 404 } else { false }
  }
}

extension Status {
  /// apimachinery's `HasResourceVersionTooLarge`: by its cause, or by the text of servers before 1.18.
  fileprivate var isResourceVersionTooLarge: Bool {
    details.causes.contains { $0.reason == "ResourceVersionTooLarge" } || message.contains("Too large resource version")
  }
}
