import NIOCore

/// Every event of a watch becomes several MiB long, by a field that nobody knows.
public struct HugeEvents: HTTPFault {
  private let padding: Int

  /// The fault.
  ///
  /// - Parameter padding: how many bytes are added.
  public init(padding: Int) { self.padding = padding }

  /// The server's answer with more in it.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    let field = ByteBuffer(string: #"{"padding":""# + String(repeating: "x", count: padding) + #"","#)
    try await pass(request, answer, from: server) { chunk in
      // The server writes one event a line, and sends it in a chunk of its own.
      guard chunk.readableBytesView.first == UInt8(ascii: "{") else { return try await answer.write(chunk) }
      try await answer.write(field)
      try await answer.write(chunk.getSlice(at: chunk.readerIndex + 1, length: chunk.readableBytes - 1) ?? chunk)
    }
  }
}
