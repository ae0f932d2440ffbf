/// Why the server could not be asked, or its answer did not arrive.
public struct TransportError: Error, Sendable, Hashable {
  /// What went wrong, for code that treats the cases differently.
  public enum Kind: Sendable, Hashable {
    /// No connection came about: refused, unreachable, or the name is unknown.
    case connect
    /// The server's certificate, or ours, was not accepted.
    case tls
    /// There are no credentials to ask with: the plugin that makes them failed.
    case credentials
    /// No complete answer within the time for a request.
    case timeout
    /// A watch received no byte for so long that its connection has to be taken for dead.
    case stalled
    /// The connection ended in the middle of an answer.
    case closed
  }

  /// What went wrong.
  public let kind: Kind
  /// The text for people.
  public let message: String

  /// An error with the text of its cause.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

extension TransportError: CustomStringConvertible {
  /// One text for people.
  public var description: String {
    switch kind {
    case .connect: "cannot connect to the API server: \(message)"
    case .tls: "no secure connection to the API server: \(message)"
    case .credentials, .timeout, .stalled, .closed: message
    }
  }
}
