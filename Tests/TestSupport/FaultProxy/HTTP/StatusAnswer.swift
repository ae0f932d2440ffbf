import JSONTree
import NIOCore
import NIOHTTP1

/// The API server seems to refuse, as it does when it is overloaded, restarting or has forgotten who we are.
public struct StatusAnswer: HTTPFault {
  private let code: Int
  private let reason: String
  private let retryAfter: Int?
  private let cause: String?

  /// An answer with a Kubernetes `Status`.
  ///
  /// - Parameters:
  ///   - retryAfter: seconds, in the header and in the details; `nil` for none.
  ///   - cause: the reason of the one cause in the details; `nil` for none.
  public init(_ code: Int, reason: String, retryAfter: Int? = nil, cause: String? = nil) {
    self.cause = cause
    self.code = code
    self.reason = reason
    self.retryAfter = retryAfter
  }

  /// The refusal.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    var status: JSON = [
      "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": .string(reason),
      "code": .integer(Int64(code)), "message": "answered by a test's proxy",
    ]
    if let cause { status["details"] = ["causes": [["reason": .string(cause), "message": ""]]] }
    if let retryAfter {
      headers.add(name: "Retry-After", value: String(retryAfter))
      status["details"] = ["retryAfterSeconds": .integer(Int64(retryAfter))]
    }
    try await answer.send(.init(statusCode: code), headers, ByteBuffer(bytes: status.serialized()))
  }
}
