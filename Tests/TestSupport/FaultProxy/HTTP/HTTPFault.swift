import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What happens to requests and their answers.
public protocol HTTPFault: Sendable {
  /// Answers a request, by asking the API server or not.
  func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws
}

extension HTTPFault {
  /// Passes the server's answer on, its body chunk by chunk as `rewrite` makes it.
  func pass(
    _ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer,
    rewrite: @Sendable (ByteBuffer) async throws -> Void
  ) async throws {
    let response = try await server.send(request)
    var headers = response.headers
    for name in ["Content-Length", "Transfer-Encoding", "Connection"] { headers.remove(name: name) }
    try await answer.begin(response.status, headers)
    for try await chunk in response.body { try await rewrite(chunk) }
    try await answer.end()
  }
}

/// Nothing happens.
public struct NoHTTPFault: HTTPFault {
  /// No fault.
  public init() {}

  /// What the server answers.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    try await pass(request, answer, from: server) { try await answer.write($0) }
  }
}
