/// Connections are closed in order (FIN), and new ones as soon as they are there.
public struct Cut: ConnectionFault {
  /// The fault.
  public init() {}
  /// Closes it.
  public func begin(on connection: ProxiedConnection) async { await connection.close() }
}
