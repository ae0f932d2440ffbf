// A server that writes the frames of HTTP/2 as bytes, and so does what NIO's handler on the same side would not let it do.

import NIOCore
import TestSupport

@testable import KubernetesClient

/// One connection as the server sees it.
struct HTTP2BytePeer {
  /// What a server can ask for, by its number (section 6.5.2).
  enum Setting: UInt16 {
    case maximumStreams = 3
    case streamWindow = 4
  }

  private var parts: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var unread = ByteBuffer()

  /// Says what a server says first.
  init(
    _ parts: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
    settings: [Setting: UInt32]
  ) async throws {
    self.parts = parts.makeAsyncIterator()
    self.outbound = outbound
    var payload = ByteBuffer()
    for (setting, value) in settings { payload.writeMultipleIntegers(setting.rawValue, value) }
    try await send(HTTP2WireFrame(.settings, payload: payload))
    try await send(.settingsAcknowledgement)
    while unread.readableBytes < HTTP2WireFrame.prefaceLength { guard try await receive() else { return } }
    unread.moveReaderIndex(forwardBy: HTTP2WireFrame.prefaceLength)
  }

  /// The next frame; `nil` when the client has closed the connection.
  mutating func nextFrame() async throws -> HTTP2WireFrame? {
    while true {
      if let frame = HTTP2WireFrame(readingFrom: &unread) { return frame }
      guard try await receive() else { return nil }
    }
  }

  func send(_ frame: HTTP2WireFrame) async throws { try await outbound.write(frame.bytes) }

  private mutating func receive() async throws -> Bool {
    guard var part = try await parts.next() else { return false }
    unread.writeBuffer(&part)
    return true
  }
}

/// Runs a test with such a server and a transport to it.
func withHTTP2BytePeer(
  settings: [HTTP2BytePeer.Setting: UInt32] = [:],
  serve: @escaping @Sendable (inout HTTP2BytePeer) async throws -> Void,
  _ test: @Sendable (any HTTPTransport) async throws -> Void
) async throws {
  let listener = try await LoopbackListener { channel in
    try channel.pipeline.syncOperations.addHandler(HTTP2Peer.tlsHandler(protocols: ["h2"]))
  }
  try await listener.serve { (connection: Connection) in
    // A client that goes away ends the connection, not the test.
    try? await connection.executeThenClose { inbound, outbound in
      var peer = try await HTTP2BytePeer(inbound, outbound, settings: settings)
      try await serve(&peer)
    }
  } while: {
    try await withTransport(port: listener.port, test)
  }
}
