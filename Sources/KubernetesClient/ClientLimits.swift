/// How long and how large things may get before the client gives up on them.
public struct ClientLimits: Sendable, Hashable {
  /// How long a request may take until its whole answer is there; for a watch, until the server accepts it.
  public var requestTimeout: Duration
  /// How long an answer may be, in bytes, after decompression.
  public var responseBody: Int
  /// How long one event of a watch may be, in bytes.
  public var watchEvent: Int

  /// The limits for production: 30 s, 64 MiB, 16 MiB. The server itself accepts no object of more than a few MiB.
  public init(requestTimeout: Duration = .seconds(30), responseBody: Int = 64 << 20, watchEvent: Int = 16 << 20) {
    self.requestTimeout = requestTimeout
    self.responseBody = responseBody
    self.watchEvent = watchEvent
  }
}
