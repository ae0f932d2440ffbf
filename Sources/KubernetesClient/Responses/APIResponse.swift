// One complete answer of the API server, and what it means.

import JSONTree
import NIOCore
import NIOHTTP1

/// The head and the whole body of an answer.
struct APIResponse: Sendable {
  let code: Int
  let headers: HTTPHeaders
  let body: ByteBuffer

  /// Whether the request succeeded.
  var isSuccess: Bool { 200..<300 ~= code }

  /// The body of a successful answer as a JSON object.
  ///
  /// - Parameter filter: which parts of it are kept.
  /// - Throws: ``KubernetesError/invalidResponse(_:)`` where it is something else.
  func object(keeping filter: JSONFilter = .everything) throws(KubernetesError) -> JSON {
    let json = try parse(keeping: filter)
    guard json.object != nil else { throw invalid("expected a JSON object, not \(json.typeName)") }
    return json
  }

  /// The error that an unsuccessful answer stands for.
  var error: KubernetesError {
    guard let json = try? parse(), var status = Status(json, fallbackCode: code) else {
      return invalid("expected a Status of the Kubernetes API, not \(contentType)")
    }
    status.retryAfter = status.retryAfter ?? retryAfter
    return .status(status)
  }

  /// The error of an answer that cannot be used.
  func invalid(_ message: String) -> KubernetesError {
    .invalidResponse(
      InvalidResponse(
        code: code, message: message, excerpt: excerpt(of: body.readableBytesView), retryAfter: retryAfter))
  }

  private func parse(keeping filter: JSONFilter = .everything) throws(KubernetesError) -> JSON {
    do {
      return try JSON.parse(body, keeping: filter)
    } catch {
      throw invalid("\(error) in \(contentType)")
    }
  }

  private var contentType: String {
    headers.first(name: "content-type").map { excerpt(of: $0, maximumLength: 80) } ?? "a body without a type"
  }

  /// RFC 9110 also allows a date, which no API server sends.
  private var retryAfter: Duration? {
    Status.seconds(headers.first(name: "retry-after").flatMap { Int64($0) })
  }
}

extension JSON {
  /// Reads one JSON value from a buffer's readable bytes, without copying them.
  static func parse(
    _ buffer: ByteBuffer, keeping filter: JSONFilter = .everything
  ) throws(JSONParsingError) -> JSON {
    let result = buffer.withUnsafeReadableBytes { bytes in
      Result { () throws(JSONParsingError) in try JSON.parse(bytes, keeping: filter) }
    }
    return try result.get()
  }
}
