// Sending a request and receiving its whole answer.

import NIOCore

extension KubernetesClient {
  /// Sends a request and receives a successful answer; waits and sends it again where the server asks for that.
  func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
    var retries = 0
    while true {
      let response = try await withCredentials(code: \.code) { access throws(KubernetesError) in
        try await self.answer(to: request, access)
      }
      if response.isSuccess { return response }
      let error = response.error
      guard retries < limits.retries, let wait = waitBeforeRetry(error) else { throw error }
      retries += 1
      try await pause(wait)
    }
  }

  /// Sends a watch's request and hands back the body of a successful answer, which goes on as long as the watch does.
  func openStream(_ request: APIRequest) async throws(KubernetesError) -> any HTTPBody {
    let answer = try await withCredentials(code: \.code) { access throws(KubernetesError) in
      try await self.streamedAnswer(to: request, access)
    }
    switch answer {
    case .body(let body): return body
    case .refusal(let response): throw response.error
    }
  }

  private enum StreamedAnswer {
    case body(any HTTPBody)
    case refusal(APIResponse)

    var code: Int {
      switch self {
      case .body: 200
      case .refusal(let response): response.code
      }
    }
  }

  private func answer(to request: APIRequest, _ access: Access) async throws(KubernetesError) -> APIResponse {
    let limit = timeLimit("no complete answer")
    var httpRequest = try httpRequest(request, access, allowsCompression: configuration.allowsCompression)
    httpRequest.timeLimit = limit
    underWay.begin()
    defer { underWay.end() }
    return try await measured(request, over: requests, within: limit, code: \.code) {
      let response = try await requests.answer(to: httpRequest, upTo: limits.responseBody)
      inspect(response.headers, of: request)
      return response
    }
  }

  private func streamedAnswer(to request: APIRequest, _ access: Access) async throws(KubernetesError) -> StreamedAnswer
  {
    let limit = timeLimit("the watch was not accepted")
    var httpRequest = try httpRequest(request, access, allowsCompression: false)
    httpRequest.timeLimit = limit
    return try await measured(request, over: watches, within: limit, code: \.code) {
      let answer = try await watches.open(httpRequest)
      inspect(answer.headers, of: request)
      guard answer.code == 200 else {
        return .refusal(try await answer.collected(upTo: limits.responseBody, within: limit))
      }
      return .body(answer.body)
    }
  }

  /// Sends a request, and once again with other credentials where the server refused those that it was sent with.
  private func withCredentials<Answer>(
    code: (Answer) -> Int, _ send: (Access) async throws(KubernetesError) -> Answer
  ) async throws(KubernetesError) -> Answer {
    let access = try await authenticator.access()
    do {
      let answer = try await send(access)
      guard code(answer) == 401, let renewed = try await authenticator.access(after: access) else { return answer }
      return try await send(renewed)
    } catch {
      // The certificates may have been renewed on one side already: the next request reads them again.
      if case .transport(let cause) = error, cause.kind == .tls { authenticator.expire() }
      throw error
    }
  }

  /// How long to wait before a request is sent again, as client-go does: with a `Retry-After` that comes with 429 or
  /// 5xx. A little longer than asked for, so that those who were refused together do not come back together.
  private func waitBeforeRetry(_ error: KubernetesError) -> Duration? {
    guard error.isRetryable, let wait = error.retryAfter, wait <= limits.retryAfter else { return nil }
    return wait * Double.random(in: 1...1.2)
  }

  private func pause(_ duration: Duration) async throws(KubernetesError) {
    do {
      try await clock.sleep(for: duration)
    } catch {
      throw .cancelled
    }
  }

  private func timeLimit(_ message: String) -> TimeLimit {
    let duration = limits.requestTimeout
    let error = TransportError(.timeout, "\(message) within \(duration.formattedSeconds)")
    return TimeLimit(duration: duration, clock: clock, error: .transport(error))
  }

  private func measured<Answer>(
    _ request: APIRequest, over transport: any HTTPTransport, within limit: TimeLimit, code: (Answer) -> Int,
    _ exchange: () async throws -> Answer
  ) async throws(KubernetesError) -> Answer {
    let answer = try await metrics.measure(request.method, code: code) { () throws(KubernetesError) in
      do {
        return try await exchange()
      } catch {
        let error = KubernetesError(error)
        // The next request would be sent over the same dead connection.
        if error == limit.error { transport.closeSilentConnections(for: limit.duration) }
        throw error.naming(configuration.server, configuration.proxy)
      }
    }
    log(request, code: code(answer))
    return answer
  }

  private func log(_ request: APIRequest, code: Int) {
    logger.debug(
      "request",
      metadata: ["method": "\(request.method.rawValue)", "path": "\(request.target)", "status": "\(code)"])
  }
}
