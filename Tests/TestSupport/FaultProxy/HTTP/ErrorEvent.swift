import JSONTree
import NIOCore

/// A watch is accepted, and its first event is an ERROR.
public struct ErrorEvent: HTTPFault {
  private let code: Int
  private let reason: String

  /// The fault.
  public init(_ code: Int, reason: String) {
    self.code = code
    self.reason = reason
  }

  /// The event, and the end of the watch.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    let event: JSON = [
      "type": "ERROR",
      "object": [
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": .string(reason),
        "code": .integer(Int64(code)), "message": "sent by a test's proxy",
      ],
    ]
    try await answer.send(
      .ok, ["Content-Type": "application/json"], ByteBuffer(bytes: event.serialized() + [UInt8(ascii: "\n")]))
  }
}
