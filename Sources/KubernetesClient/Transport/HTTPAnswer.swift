import NIOHTTP1

/// The head of an answer, and its body as it arrives.
struct HTTPAnswer: Sendable {
  let code: Int
  let headers: HTTPHeaders
  let body: any HTTPBody

  /// The whole answer.
  ///
  /// - Parameters:
  ///   - limit: how long the body may be, in bytes.
  ///   - timeLimit: how long each part of it may take.
  func collected(upTo limit: Int, within timeLimit: TimeLimit? = nil) async throws -> APIResponse {
    var collected = CollectedBody(code: code, limit: limit)
    while let part = try await body.next(within: timeLimit) { try collected.append(part) }
    return APIResponse(code: code, headers: headers, body: collected.bytes)
  }
}
