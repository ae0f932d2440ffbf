// One request over HTTP/2, and its answer as it arrives.

import NIOCore
import NIOHPACK
import NIOHTTP1

/// Who waits for an answer.
enum HTTP2Receiver {
  case whole(CheckedContinuation<APIResponse, any Error>, limit: Int)
  case streamed(CheckedContinuation<HTTPAnswer, any Error>)
}

/// A request and what has arrived of its answer; it belongs to an event loop.
final class HTTP2Exchange {
  private enum State {
    case waiting(HTTP2Receiver)
    case collecting(CheckedContinuation<APIResponse, any Error>, HTTPHeaders, CollectedBody)
    case streaming(HTTP2BodyBuffer)
    case ended
  }

  let request: HTTPRequest
  let ticket: HTTP2Ticket
  private let timeLimit: NIODeadline?
  /// How often it was given to a connection.
  var attempts = 0
  private var state: State

  init(_ request: HTTPRequest, _ ticket: HTTP2Ticket, _ receiver: HTTP2Receiver) {
    self.request = request
    self.ticket = ticket
    timeLimit = request.timeLimit.map { .now() + TimeAmount($0.duration) }
    state = .waiting(receiver)
  }

  /// Whether nobody waits for anything more.
  var isEnded: Bool {
    if case .ended = state { true } else { false }
  }

  /// When its time is over; `nil` where it has come far enough to take as long as it wants.
  var deadline: NIODeadline? {
    switch state {
    case .waiting, .collecting: timeLimit
    case .streaming, .ended: nil
    }
  }

  /// How many bytes have arrived that nobody has read.
  var unread: Int {
    if case .streaming(let body) = state { body.unread } else { 0 }
  }

  /// Takes the answer's head, or what follows a body in its place.
  ///
  /// - Parameter makeBody: makes the body of an answer that is read while it arrives.
  /// - Throws: ``KubernetesError`` for what is no head.
  func receive(_ block: HPACKHeaders, makeBody: (HTTP2BodyBuffer) -> any HTTPBody) throws(KubernetesError) {
    guard case .waiting(let receiver) = state else { return }
    guard let code = block.first(name: ":status").flatMap({ Int($0) }) else {
      throw .transport(TransportError(.closed, "the answer has no status"))
    }
    // An interim answer (1xx); another follows.
    guard code >= 200 else { return }
    let headers = HTTPHeaders(block.lazy.filter { !$0.name.hasPrefix(":") }.map { ($0.name, $0.value) })
    switch receiver {
    case .whole(let continuation, let limit):
      state = .collecting(continuation, headers, CollectedBody(code: code, limit: limit))
    case .streamed(let continuation):
      let buffer = HTTP2BodyBuffer()
      state = .streaming(buffer)
      continuation.resume(returning: HTTPAnswer(code: code, headers: headers, body: makeBody(buffer)))
    }
  }

  /// Takes a part of the body.
  ///
  /// - Throws: ``KubernetesError`` where it becomes longer than whoever waits can use.
  func receive(_ part: ByteBuffer) throws(KubernetesError) {
    switch state {
    case .collecting(let continuation, let headers, var body):
      // The state must not hold the body too, or it would be copied.
      state = .ended
      defer { state = .collecting(continuation, headers, body) }
      try body.append(part)
    case .streaming(let body): body.append(part)
    case .waiting: throw .transport(TransportError(.closed, "the answer has a body before its head"))
    case .ended: return
    }
  }

  /// Takes the end of the answer.
  func finish() {
    switch state {
    case .collecting(let continuation, let headers, let body):
      state = .ended
      continuation.resume(with: Result { try response(headers, body) })
    case .streaming(let body):
      state = .ended
      body.end(.success(()))
    case .waiting: fail(KubernetesError.transport(TransportError(.closed, "the answer ended before its head")))
    case .ended: return
    }
  }

  /// Ends it with an error; does nothing where it has ended.
  func fail(_ error: any Error) {
    let last = state
    state = .ended
    switch last {
    case .waiting(.whole(let continuation, _)), .collecting(let continuation, _, _):
      continuation.resume(throwing: error)
    case .waiting(.streamed(let continuation)): continuation.resume(throwing: error)
    case .streaming(let body): body.end(.failure(error))
    case .ended: return
    }
  }

  private func response(_ headers: HTTPHeaders, _ body: CollectedBody) throws(KubernetesError) -> APIResponse {
    let isCompressed = headers.first(name: "content-encoding")?.lowercased() == "gzip"
    let bytes = isCompressed ? try body.decompressed() : body.bytes
    return APIResponse(code: body.code, headers: headers, body: bytes)
  }
}
