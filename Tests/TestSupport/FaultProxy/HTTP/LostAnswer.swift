/// The server does what was asked, and the connection breaks before the answer arrives: the client cannot know.
public struct LostAnswer: HTTPFault {
  /// The fault.
  public init() {}

  /// Asks the server, and says nothing.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    _ = try await server.send(request).body.collect(upTo: 64 << 20)
    try await answer.cut()
  }
}
