import NIOCore

/// The answer's body arrives in chunks of one byte: every event of a watch is split at each of its bytes.
public struct ByteByByte: HTTPFault {
  /// The fault.
  public init() {}

  /// The server's answer, byte by byte.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    try await pass(request, answer, from: server) { chunk in
      var rest = chunk
      while let byte = rest.readSlice(length: 1) { try await answer.write(byte) }
    }
  }
}
