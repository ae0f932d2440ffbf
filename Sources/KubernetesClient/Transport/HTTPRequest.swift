import NIOCore
import NIOHTTP1

/// One request as a connection takes it.
struct HTTPRequest: Sendable {
  let method: HTTPMethod
  /// Path and query, from the server's root.
  let target: String
  /// With names in lower case, as HTTP/2 demands; `host` is the transport's.
  var headers: HTTPHeaders
  var body: ByteBuffer?
  /// Asked at the moment when a connection takes the request; `nil` permits it.
  ///
  /// Between the decision to write and the bytes on the wire a request may wait for a connection, and the process may be
  /// stopped and thawed; a leader can have lost its lease meanwhile. A request that ends here never reaches the server
  /// whole, so the server does nothing.
  var isPermitted: (@Sendable () -> Bool)?
  /// What the connection has to be secured with.
  let tls: TLSSource.Version
  /// How long it may take until the answer is there; until its head is, where its body is read as it arrives.
  var timeLimit: TimeLimit?
}
