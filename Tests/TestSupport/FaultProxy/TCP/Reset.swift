/// Connections break off (RST), and new ones as soon as they are there.
public struct Reset: ConnectionFault {
  /// The fault.
  public init() {}
  /// Breaks it off.
  public func begin(on connection: ProxiedConnection) async { await connection.reset() }
}
