// What an endpoint answers.
import NIOHTTP1

/// Answers the requests for some paths.
public protocol EndpointRoute: Sendable {
  /// The answer, or `nil` for a path of another route.
  func respond(to request: EndpointRequest) async -> EndpointResponse?
}

/// A GET or HEAD request.
public struct EndpointRequest: Sendable {
  /// The path without the query.
  public let path: String
  /// The parameters of the query, such as `verbose` in `?verbose` and in `?verbose=1`.
  public let parameters: Set<String>
  /// The token of the `Authorization` header, if it has one.
  let bearerToken: String?

  init(_ head: HTTPRequestHead) {
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts.first.map(String.init) ?? ""
    let query = parts.count > 1 ? parts[1] : ""
    parameters = Set(query.split(separator: "&").compactMap { $0.split(separator: "=").first.map(String.init) })
    bearerToken = head.headers["authorization"].first.flatMap(Self.token)
  }

  private static func token(_ header: String) -> String? {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }
}

/// An answer with a text.
public struct EndpointResponse: Sendable {
  let status: HTTPResponseStatus
  let body: String
  let headers: HTTPHeaders

  /// An answer.
  ///
  /// - Parameters:
  ///   - status: The status code.
  ///   - body: The text.
  ///   - contentType: What the text is.
  public init(status: Int, body: String, contentType: String = "text/plain; charset=utf-8") {
    self.init(HTTPResponseStatus(statusCode: status), body, ["Content-Type": contentType])
  }

  init(_ status: HTTPResponseStatus, _ body: String, _ headers: HTTPHeaders = ["Content-Type": "text/plain"]) {
    self.status = status
    self.body = body
    self.headers = headers
  }
}
