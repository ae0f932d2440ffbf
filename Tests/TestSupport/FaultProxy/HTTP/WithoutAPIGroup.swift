import NIOCore
import NIOHTTP1

/// The server seems not to have an API group, as before its CustomResourceDefinitions are installed.
public struct WithoutAPIGroup: HTTPFault {
  private let group: String

  /// The group that is missing.
  public init(_ group: String) { self.group = group }

  /// What servers say of a path that they do not have, or the server's answer.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    guard request.head.uri.hasPrefix("/apis/\(group)/") else {
      return try await NoHTTPFault().answer(request, answer, from: server)
    }
    try await answer.send(.notFound, ["Content-Type": "text/plain"], ByteBuffer(string: "404 page not found\n"))
  }
}
