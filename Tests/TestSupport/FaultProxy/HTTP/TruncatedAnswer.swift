import NIOCore

/// The server does what was asked, but its answer ends in the middle, in an orderly way as far as HTTP can tell.
public struct TruncatedAnswer: HTTPFault {
  private let bytes: Int

  /// The fault.
  ///
  /// - Parameter bytes: how much of the answer arrives.
  public init(after bytes: Int) { self.bytes = bytes }

  /// The beginning of the server's answer.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    let response = try await server.send(request)
    var headers = response.headers
    for name in ["Content-Length", "Transfer-Encoding", "Connection"] { headers.remove(name: name) }
    try await answer.begin(response.status, headers)
    var left = bytes
    for try await var chunk in response.body {
      guard let part = chunk.readSlice(length: min(left, chunk.readableBytes)) else { break }
      try await answer.write(part)
      left -= part.readableBytes
      if left == 0 { break }
    }
    try await answer.end()
  }
}
