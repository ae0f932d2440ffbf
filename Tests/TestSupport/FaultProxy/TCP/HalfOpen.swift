/// Nothing arrives at one end any more, while both go on believing in their connection; it never comes back to life.
///
/// The proxy acknowledges what it swallows, so that no kernel notices: only the programs can.
public struct HalfOpen: ConnectionFault {
  private let end: ProxiedConnection.End

  /// The fault.
  ///
  /// - Parameter end: which end hears nothing.
  public init(deaf end: ProxiedConnection.End) { self.end = end }

  /// Makes the end deaf.
  public func begin(on connection: ProxiedConnection) async { connection.lose(to: end) }
}
