// Sending a request and receiving its whole answer.

import AsyncHTTPClient
import JSONTree
import NIOCore

extension KubernetesClient {
  /// Sends a request and receives a successful answer.
  func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
    let httpRequest = try httpRequest(request, allowsCompression: configuration.allowsCompression)
    let response = try await metrics.measure(request.method, code: \.code) { () throws(KubernetesError) in
      try await self.withRequestTimeout("no complete answer") {
        let response = try await self.requests.execute(httpRequest)
        self.inspect(response, of: request)
        return try await self.collect(response)
      }
    }
    log(request, code: response.code)
    guard response.isSuccess else { throw response.error }
    return response
  }

  /// Sends a watch's request and hands back the body of a successful answer, which goes on as long as the watch does.
  func openStream(_ request: APIRequest) async throws(KubernetesError) -> HTTPClientResponse.Body {
    let httpRequest = try httpRequest(request, allowsCompression: false)
    let body = try await metrics.measure(request.method, code: { _ in 200 }) { () throws(KubernetesError) in
      try await self.withRequestTimeout("the watch was not accepted") {
        let response = try await self.watches.execute(httpRequest)
        self.inspect(response, of: request)
        guard response.status.code == 200 else { throw try await self.collect(response).error }
        return response.body
      }
    }
    log(request, code: 200)
    return body
  }

  private func withRequestTimeout<Result: Sendable>(
    _ message: String, _ operation: @escaping @Sendable () async throws -> Result
  ) async throws(KubernetesError) -> Result {
    let limit = limits.requestTimeout
    let timedOut = TransportError(.timeout, "\(message) within \(limit.formattedSeconds)")
    do {
      return try await withTimeLimit(limit, clock: clock, error: .transport(timedOut), operation)
    } catch {
      throw error.naming(configuration.server)
    }
  }

  private func collect(_ response: HTTPClientResponse) async throws -> APIResponse {
    var body = ByteBuffer()
    for try await chunk in response.body {
      guard body.readableBytes + chunk.readableBytes <= limits.responseBody else {
        throw KubernetesError.invalidResponse(
          InvalidResponse(
            code: Int(response.status.code), message: "the body is longer than \(limits.responseBody) bytes",
            excerpt: excerpt(of: body.readableBytesView)))
      }
      body.writeImmutableBuffer(chunk)
    }
    return APIResponse(code: Int(response.status.code), headers: response.headers, body: body)
  }

  private func log(_ request: APIRequest, code: Int) {
    logger.debug(
      "request",
      metadata: ["method": "\(request.method.rawValue)", "path": "\(request.target)", "status": "\(code)"])
  }
}
