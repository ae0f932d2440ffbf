// Requests over HTTP/2, many on one connection.

import NIOCore
import NIOPosix
import Synchronization

/// HTTP/2 for requests that need little more than a head and a body: all streams of a connection are kept by one handler
/// on top of NIO's, where AsyncHTTPClient makes a channel with a pipeline for each.
///
/// An operator does little but send small requests and read events: without the channels it was measured to use a quarter
/// less CPU time.
///
/// - Guarantees: a request that the server says it has not looked at (GOAWAY, REFUSED_STREAM) is sent again over another
///   connection; no other is.
final class HTTP2Transport: HTTPTransport {
  private let eventLoop: any EventLoop
  private let server: NIOLoopBoundBox<HTTP2Server>
  private let connections: LiveConnections

  init(_ settings: TransportSettings, connections: LiveConnections) {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    self.eventLoop = eventLoop
    self.connections = connections
    server = .makeBoxSendingValue(
      HTTP2Server(HTTP2Dialer(settings, connections, eventLoop), eventLoop), eventLoop: eventLoop)
  }

  func open(_ request: HTTPRequest) async throws -> HTTPAnswer {
    try await submit(request) { .streamed($0) }
  }

  func answer(to request: HTTPRequest, upTo limit: Int) async throws -> APIResponse {
    try await submit(request) { .whole($0, limit: limit) }
  }

  private func submit<Answer: Sendable>(
    _ request: HTTPRequest, receiver: @escaping @Sendable (CheckedContinuation<Answer, any Error>) -> HTTP2Receiver
  ) async throws -> Answer {
    let ticket = HTTP2Ticket()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        onEventLoop { $0.submit(HTTP2Exchange(request, ticket, receiver(continuation))) }
      }
    } onCancel: {
      ticket.cancel()
      // Not at once, even on its thread: the task's own lock is held here.
      eventLoop.execute { [server] in server.value.cancel(ticket) }
    }
  }

  private func onEventLoop(_ body: @escaping @Sendable (HTTP2Server) -> Void) {
    if eventLoop.inEventLoop {
      body(server.value)
    } else {
      eventLoop.execute { [server] in body(server.value) }
    }
  }

  func shutdown() async throws {
    connections.end()
    try await eventLoop.flatSubmit { [server] in server.value.close() }.get()
  }

  func close() {
    connections.end()
    eventLoop.execute { [server] in _ = server.value.close() }
  }

  func closeSilentConnections(for duration: Duration) { connections.closeSilent(for: duration) }
}

/// Names one request, so that whoever waits for it can give it up.
final class HTTP2Ticket: Sendable {
  private let cancelled = Atomic(false)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func cancel() { cancelled.store(true, ordering: .releasing) }
}
