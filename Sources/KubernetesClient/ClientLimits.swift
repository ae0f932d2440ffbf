/// How long and how large things may get before the client gives up on them.
public struct ClientLimits: Sendable, Hashable {
  /// How long a request may take until its whole answer is there; for a watch, until the server accepts it.
  public var requestTimeout: Duration
  /// How long a connection may take to come about, with the proxy's part and the TLS handshake.
  public var connection: Duration
  /// How long an answer may be, in bytes, after decompression.
  public var responseBody: Int
  /// How long one event of a watch may be, in bytes.
  public var watchEvent: Int

  /// How many connections requests may use at once over HTTP/1.1, at least one. Over HTTP/2 they share one.
  public var requestConnections: Int
  /// How many connections watches may use at once over HTTP/1.1, which is how many watches there may be. Over HTTP/2
  /// they share one.
  public var watchConnections: Int

  /// How often a request is sent again after an answer that asks to wait (`Retry-After` with 429 or a 5xx); 0 leaves it
  /// to the caller.
  public var retries: Int
  /// The longest such wait; an answer that asks for more ends the request with its error.
  public var retryAfter: Duration
  /// How long a credential plugin may take.
  public var credentialPlugin: Duration

  /// The limits for production: 30 s, 10 s, 64 MiB, 16 MiB, 8 and 256 connections, 10 retries as in client-go of up to
  /// 30 s each, 60 s. The server itself accepts no object of more than a few MiB.
  public init(
    requestTimeout: Duration = .seconds(30), connection: Duration = .seconds(10), responseBody: Int = 64 << 20,
    watchEvent: Int = 16 << 20, requestConnections: Int = 8, watchConnections: Int = 256, retries: Int = 10,
    retryAfter: Duration = .seconds(30), credentialPlugin: Duration = .seconds(60)
  ) {
    self.requestTimeout = requestTimeout
    self.connection = connection
    self.responseBody = responseBody
    self.watchEvent = watchEvent
    self.requestConnections = max(1, requestConnections)
    self.watchConnections = max(1, watchConnections)
    self.retries = retries
    self.retryAfter = retryAfter
    self.credentialPlugin = credentialPlugin
  }
}
