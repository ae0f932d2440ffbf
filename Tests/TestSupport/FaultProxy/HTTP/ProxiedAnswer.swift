import NIOCore
import NIOHTTP1

/// The way back to the client.
public struct ProxiedAnswer: Sendable {
  let writer: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  let channel: any Channel

  /// Begins an answer; its length is left open unless the headers tell it.
  func begin(_ status: HTTPResponseStatus, _ headers: HTTPHeaders) async throws {
    try await writer.write(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
  }

  func write(_ bytes: ByteBuffer) async throws { try await writer.write(.body(.byteBuffer(bytes))) }

  func end() async throws { try await writer.write(.end(nil)) }

  /// A whole answer.
  func send(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ body: ByteBuffer) async throws {
    var headers = headers
    headers.replaceOrAdd(name: "Content-Length", value: String(body.readableBytes))
    try await begin(status, headers)
    try await write(body)
    try await end()
  }

  /// Closes the connection in the middle of things.
  func cut() async throws { try await channel.close() }
}
