/// The answer begins, and then nothing comes: a watch of whose events none arrives.
public struct SilentAnswer: HTTPFault {
  /// The fault.
  public init() {}

  /// The server's head, and silence until the client gives up.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    try await pass(request, answer, from: server) { _ in }
  }
}
