// What an endpoint grants its clients.

/// Times and sizes after which a client has had enough.
public struct EndpointLimits: Sendable {
  /// From the connection, or the begin of a request, to its end.
  public var request = Duration.seconds(10)
  /// From the end of a request until its answer has been taken.
  public var response = Duration.seconds(30)
  /// From an answer to the next request on the same connection.
  public var idle = Duration.seconds(120)
  /// How many connections there may be; one more closes the oldest.
  public var connections = 128

  /// The limits that fit probes and scrapes.
  public init() {}
}
