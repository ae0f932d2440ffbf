/// The server seems to have no streaming lists, so that lists come in pages; what else happens is another fault's.
public struct WithoutStreamingLists: HTTPFault {
  private let fault: any HTTPFault

  /// The fault, and the other one.
  public init(_ fault: any HTTPFault = NoHTTPFault()) { self.fault = fault }

  /// The refusal of servers without the feature, or the other fault's answer.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    let effective = request.kind == .streamingList ? StatusAnswer(422, reason: "Invalid") : fault
    try await effective.answer(request, answer, from: server)
  }
}
