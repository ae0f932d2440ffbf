// What both ends of a connection are told.

import NIOCore
import NIOHPACK
import NIOHTTP2

/// What the streams of a connection have in common.
struct HTTP2ConnectionSettings: Sendable {
  /// Host and port.
  let authority: String
  /// How much of an answer the server may send before it was read, in bytes.
  let streamWindow: Int

  /// How much the server may send over the whole connection, in bytes.
  static let connectionWindow = 64 << 20
  /// The same at the start (RFC 9113, section 6.9.2).
  static let initialConnectionWindow = 65_535

  /// How many requests that were given up are remembered, whose answers may be on their way: an answer to any other request
  /// that has ended would end the connection. More than are under way at once, since all may be given up together.
  private static let requestsGivenUp = 1_024

  /// How NIO's handler keeps the connection. The server is told first that nothing is to be pushed.
  var connection: NIOHTTP2Handler.ConnectionConfiguration {
    var connection = NIOHTTP2Handler.ConnectionConfiguration()
    connection.initialSettings = [
      HTTP2Setting(parameter: .enablePush, value: 0),
      HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
      HTTP2Setting(parameter: .maxHeaderListSize, value: 64 << 10),
    ]
    connection.maximumRecentlyResetStreams = Self.requestsGivenUp
    return connection
  }

  /// A request's header block. What differs from request to request is not worth a place in the table of headers.
  func headers(of request: HTTPRequest) -> HPACKHeaders {
    var block = HPACKHeaders()
    block.reserveCapacity(request.headers.count + 5)
    block.add(name: ":method", value: request.method.rawValue)
    block.add(name: ":scheme", value: "https")
    block.add(name: ":authority", value: authority)
    block.add(name: ":path", value: request.target, indexing: .nonIndexable)
    for (name, value) in request.headers { block.add(name: name, value: value) }
    if let body = request.body {
      block.add(name: "content-length", value: String(body.readableBytes), indexing: .nonIndexable)
    }
    return block
  }
}
