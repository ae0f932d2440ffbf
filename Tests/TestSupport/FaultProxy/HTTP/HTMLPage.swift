import NIOCore

/// A page for people with status 200, as captive portals and broken load balancers answer.
public struct HTMLPage: HTTPFault {
  /// The fault.
  public init() {}

  /// The page.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    let page = "<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>\n"
    try await answer.send(.ok, ["Content-Type": "text/html"], ByteBuffer(string: page))
  }
}
