import NIOCore
import NIOHTTP1

/// The server seems not to have an API group, as before its CustomResourceDefinitions are installed; or a version of one, as
/// before it was updated.
public struct WithoutAPIGroup: HTTPFault {
  private let path: String

  /// - Parameters:
  ///   - group: The group that is missing.
  ///   - version: The version of it that is missing; `nil` for all.
  public init(_ group: String, version: String? = nil) {
    path = version.map { "/apis/\(group)/\($0)" } ?? "/apis/\(group)"
  }

  /// What servers say of a path that they do not have, or the server's answer.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    guard request.head.uri == path || request.head.uri.hasPrefix("\(path)/") else {
      return try await NoHTTPFault().answer(request, answer, from: server)
    }
    try await answer.send(.notFound, ["Content-Type": "text/plain"], ByteBuffer(string: "404 page not found\n"))
  }
}
